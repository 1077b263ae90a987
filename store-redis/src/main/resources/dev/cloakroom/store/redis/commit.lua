-- Makes files visible, all or none. KEYS record, history, files. ARGV nonce, stamp, limits, key or '', digest, then for
-- each file its id, its size and what else is known of it. Replies now, or the files of then.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o')
-- #include guard
local before = ARGV[4] ~= '' and redis.call('HGET', KEYS[3], ARGV[4])
if before then
  if string.sub(before, 1, 16) ~= ARGV[5] then
    return {ARGV[1], KEYS[1], 11}
  end
  return {ARGV[1], KEYS[1], 3, string.sub(before, 17)}
end
local idle, slack, mostFiles, mostBytes, full = struct.unpack('>I6I6I6I6I1', ARGV[3])
local list, numbers = unpack(redis.call('HMGET', KEYS[3], 'l', 'n'))
list = list or ''
local visible, staged = 0, 0
if numbers then
  visible, staged = struct.unpack('>I6I6', numbers)
end
local count, size = #list / 16, 0
local fields, uploads, kept = {}, {}, {}
for i = 6, #ARGV, 3 do
  local wanted = struct.unpack('>I6', ARGV[i + 1])
  local upload = redis.call('HGET', KEYS[3], 'u' .. ARGV[i])
  local last, chunks, there = 0, 0, 0
  if upload then
    last, chunks, there = struct.unpack('>I6I2I6', upload)
    uploads[#uploads + 1] = 'u' .. ARGV[i]
  end
  if full == 0 and (there ~= wanted or redis.call('HEXISTS', KEYS[3], 'f' .. ARGV[i]) == 1) then
    return {ARGV[1], KEYS[1], 21}
  end
  local file = struct.pack('>I6I2I6', now, chunks, wanted) .. ARGV[i + 2]
  fields[#fields + 1] = 'f' .. ARGV[i]
  fields[#fields + 1] = file
  kept[#kept + 1] = ARGV[i] .. struct.pack('>I4', #file) .. file
  list = list .. ARGV[i]
  size = size + wanted
end
count = count + #kept
if count > mostFiles then
  return {ARGV[1], KEYS[1], 17, count}
elseif visible + size > mostBytes then
  return {ARGV[1], KEYS[1], 18, visible + size}
elseif full == 1 then
  return {ARGV[1], KEYS[1], 20}
end
-- #include committed
