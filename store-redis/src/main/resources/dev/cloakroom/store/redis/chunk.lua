-- One chunk of a visible file. KEYS record, files. ARGV nonce, stamp, file, index. Replies it, or nothing.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include guard
if redis.call('HEXISTS', KEYS[2], 'f' .. ARGV[3]) == 0 then
  return {ARGV[1], KEYS[1], 0}
end
return {ARGV[1], KEYS[1], 0, redis.call('HGET', KEYS[2], 'c' .. ARGV[3] .. ARGV[4])}
