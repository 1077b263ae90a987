-- Looks up a key of appends. KEYS record. ARGV nonce, stamp, key. Replies the first seq and the count, or nothing.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', ARGV[3])
-- #include guard
if record[3] then
  return {ARGV[1], KEYS[1], 0, struct.unpack('>I6I2', record[3], 17)}
end
return {ARGV[1], KEYS[1], 0}
