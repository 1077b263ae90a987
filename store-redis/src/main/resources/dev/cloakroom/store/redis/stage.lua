-- Keeps the next chunk of a file that nobody sees yet. KEYS record, files. ARGV nonce, the file, index, chunk, slack,
-- most staged bytes. A chunk that comes after the session's end leaves nothing.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include record
local slack, mostStaged = struct.unpack('>I6I6', ARGV[5])
local upload, numbers = unpack(redis.call('HMGET', KEYS[2], 'u' .. ARGV[2], 'n'))
local visible, staged = 0, 0
if numbers then
  visible, staged = struct.unpack('>I6I6', numbers)
end
local last, chunks, size = 0, 0, 0
if upload then
  last, chunks, size = struct.unpack('>I6I2I6', upload)
end
local index = struct.unpack('>I2', ARGV[3])
if index < chunks then
  return {ARGV[1], KEYS[1], 0} -- a repeated attempt
elseif index > chunks then
  return {ARGV[1], KEYS[1], 21}
elseif staged + #ARGV[4] > mostStaged then
  return {ARGV[1], KEYS[1], 20}
end
redis.call('HSET', KEYS[2], 'c' .. ARGV[2] .. ARGV[3], ARGV[4],
  'u' .. ARGV[2], struct.pack('>I6I2I6', now, chunks + 1, size + #ARGV[4]),
  'n', struct.pack('>I6I6', visible, staged + #ARGV[4]))
if files < physical then
  files = physical
  redis.call('PEXPIRE', KEYS[2], files - now)
  -- #include cold
  redis.call('HSET', KEYS[1], 'd', cold)
end
return {ARGV[1], KEYS[1], 0}
