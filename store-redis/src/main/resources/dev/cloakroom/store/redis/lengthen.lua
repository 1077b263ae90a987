-- Lets the files live as long as the record. KEYS record, files. ARGV nonce.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include record
if files > 0 and files < physical then
  files = physical
  redis.call('PEXPIRE', KEYS[2], files - now)
  -- #include cold
  redis.call('HSET', KEYS[1], 'd', cold)
end
return {ARGV[1], KEYS[1], 0}
