-- What a policy may know. KEYS record. ARGV nonce, the field of the asking subject's grant. Replies stamp, moving
-- numbers, owner and grant.
local record = redis.call('HMGET', KEYS[1], 'c', 'm', 'p', 'o', ARGV[2])
-- #include record
return {ARGV[1], KEYS[1], 0, stamp, moving, record[4] or record[3], record[5]}
