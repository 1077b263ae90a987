-- Lets the files live as long as the record. KEYS record, files. ARGV nonce.
local record = redis.call('HMGET', KEYS[1], 'c', 'm')
-- #include record
if files > 0 and files < physical then
  files = physical
  redis.call('PEXPIRE', KEYS[2], files - now)
  -- #include moving
  redis.call('HSET', KEYS[1], 'm', moving)
end
return {ARGV[1], KEYS[1], 0}
