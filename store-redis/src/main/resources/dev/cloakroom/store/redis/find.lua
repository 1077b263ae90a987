-- One visible file. KEYS record, files. ARGV nonce, stamp, file. Replies what is known of it, or nothing.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include guard
return {ARGV[1], KEYS[1], 0, redis.call('HGET', KEYS[2], 'f' .. ARGV[3])}
