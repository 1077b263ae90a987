-- The files live as long as the record, which remembers until when they do.
if files < physical then
  files = physical
  redis.call('PEXPIRE', KEYS[3], files - now)
end
-- #include hot
-- #include cold
redis.call('HSET', KEYS[1], 'm', hot, 'd', cold)
-- #include renew
-- #include ring
