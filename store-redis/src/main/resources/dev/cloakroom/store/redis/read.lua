-- Reads a slice. KEYS record, history. ARGV nonce, stamp, slice. Replies the last seq, the opener and the entries in
-- the direction of reading, two strings each; fewer than asked for only when their bytes are over the most there may be
-- in a page.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p')
-- #include guard
local after, before, limit, forward, most = struct.unpack('>I6I6I6I1I6', ARGV[3])
if redis.call('LLEN', KEYS[2]) ~= 2 * seq + 1 then -- a history that lost something is no shorter one
  return {ARGV[1], KEYS[1], 4}
end
local from, to = after + 1, math.min(seq, before - 1)
if forward == 1 then
  to = math.min(to, after + limit)
else
  from = math.max(from, to - limit + 1)
end
local entries = {}
local step = bytes <= most and limit or 16
local size = 0
while from <= to and size <= most do
  local count = math.min(step, to - from + 1)
  local lowest = forward == 1 and from or to - count + 1
  local part = redis.call('LRANGE', KEYS[2], 2 * lowest - 1, 2 * (lowest + count - 1))
  for i = 1, count do
    local at = 2 * (forward == 1 and i or count - i + 1)
    entries[#entries + 1] = part[at - 1]
    entries[#entries + 1] = part[at]
    size = size + #part[at]
  end
  if forward == 1 then
    from = from + count
  else
    to = to - count
  end
end
return {ARGV[1], KEYS[1], 0, seq, record[3], entries}
