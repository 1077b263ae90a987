-- Removes a visible file. KEYS record, history, files. ARGV nonce, stamp, limits, file. Replies whether there was one.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o')
-- #include guard
local file, list, numbers = unpack(redis.call('HMGET', KEYS[3], 'f' .. ARGV[4], 'l', 'n'))
if not file or not list or not numbers then
  return {ARGV[1], KEYS[1], 0, 0}
end
local idle, slack = struct.unpack('>I6I6', ARGV[3])
local visible, staged = struct.unpack('>I6I6', numbers)
local since, chunks, size = struct.unpack('>I6I2I6', file)
local left = {}
for at = 1, #list, 16 do
  local id = string.sub(list, at, at + 15)
  if id ~= ARGV[4] then
    left[#left + 1] = id
  end
end
local flags, renews = 0, false
-- #include active
redis.call('HDEL', KEYS[3], 'f' .. ARGV[4]) -- first, since it takes no room: a full Redis lets files go
for index = 0, chunks - 1 do
  redis.call('HDEL', KEYS[3], 'c' .. ARGV[4] .. struct.pack('>I2', index))
end
redis.call('HSET', KEYS[3], 'l', table.concat(left), 'n', struct.pack('>I6I6', math.max(0, visible - size), staged))
-- #include files
return {ARGV[1], KEYS[1], 0, 1, flags, record[4] or record[3], now}
