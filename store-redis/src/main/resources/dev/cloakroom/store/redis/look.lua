-- The record, whoever owns it, for upkeep. KEYS record. ARGV nonce. Replies as head does, or what is wrong: no record
-- (1), one that cannot be read (4), one past its deadline (6).
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', 'v', 'G', 'M', 't')
local hot, cold = record[1], record[2]
-- #include whole
if not whole then
  return {ARGV[1], KEYS[1], redis.call('EXISTS', KEYS[1]) == 1 and 4 or 1}
end
-- #include clock
if now >= struct.unpack('>I6', hot, 36) then
  return {ARGV[1], KEYS[1], 6}
end
return {ARGV[1], KEYS[1], 0, now, hot, cold, record[4] or record[3], record[5], record[6], record[7], record[8]}
