-- The record. KEYS record. ARGV nonce, stamp.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', 'v', 'G', 'M', 't')
-- #include guard
return {ARGV[1], KEYS[1], 0, now, hot, cold, record[4] or record[3], record[5], record[6], record[7], record[8]}
