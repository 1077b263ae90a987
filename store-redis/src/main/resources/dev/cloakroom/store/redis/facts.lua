-- What a policy may know. KEYS record. ARGV nonce, the field of the asking subject's grant. Replies what is hot,
-- what is cold, owner and grant.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', ARGV[2])
-- #include record
return {ARGV[1], KEYS[1], 0, hot, cold, record[4] or record[3], record[5]}
