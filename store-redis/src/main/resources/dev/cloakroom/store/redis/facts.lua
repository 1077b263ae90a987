-- What a policy may know. KEYS record. ARGV nonce, the field of the asking subject's grant. Replies what is hot,
-- what is cold, owner and grant. R4: where there is no record, everything is done with a made-up one that ended long
-- ago, so that the clock does not tell it from someone else's.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', ARGV[2])
local hot, cold, owner = record[1], record[2], record[4] or record[3]
-- #include whole
if not whole then
  hot, cold, owner = '2' .. string.rep('\0', 52), string.rep('\0', 30), '0:nobody'
end
-- #include clock
-- #include fields
return {ARGV[1], KEYS[1], now < expires and 0 or 1, hot, cold, owner, record[5]}
