-- Reads a slice. KEYS record, history. ARGV nonce, stamp, slice. Replies the last seq, the opener and the entries in
-- the direction of reading; fewer than asked for only when their bytes are over the most there may be in a page.
local record = redis.call('HMGET', KEYS[1], 'c', 'm', 'p')
-- #include guard
local after, before, limit, forward, most = struct.unpack('>I6I6I6I1I6', ARGV[3])
local highest = math.min(seq, before - 1)
local from, to
if forward == 1 then
  from, to = after + 1, math.min(highest, after + limit)
else
  from, to = highest, math.max(after + 1, highest - limit + 1)
end
local entries = {}
local wanted = forward == 1 and to - from + 1 or from - to + 1
if wanted <= 0 then -- nothing to read, but a history that lost its end is no empty one
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  local intact = last and last[1] == (seq == 0 and '0-1' or string.format('%.0f-0', seq))
  return {ARGV[1], KEYS[1], intact and 0 or 4, seq, record[3], entries}
end
local command = forward == 1 and 'XRANGE' or 'XREVRANGE'
local step = bytes <= most and wanted or 16
local size = 0
while wanted > 0 and size <= most do
  local count = math.min(step, wanted)
  local direction = forward == 1 and 1 or -1
  local last = from + direction * (count - 1)
  local part = redis.call(command, KEYS[2], string.format('%.0f-0', from), string.format('%.0f-0', last))
  if #part ~= count or part[1][1] ~= string.format('%.0f-0', from)
    or part[count][1] ~= string.format('%.0f-0', last) then
    return {ARGV[1], KEYS[1], 4}
  end
  for i = 1, count do
    local entry = part[i][2][2]
    size = size + #entry
    entries[#entries + 1] = entry
  end
  from = last + direction
  wanted = wanted - count
end
return {ARGV[1], KEYS[1], 0, seq, record[3], entries}
