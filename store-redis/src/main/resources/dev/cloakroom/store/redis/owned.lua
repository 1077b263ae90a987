-- The record if it still is this owner's. KEYS record. ARGV nonce, owner. Replies as head does, or what is wrong: no
-- record (1), one past its deadline (6), another's (7).
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', 'v', 'G', 'M', 't')
local hot, cold = record[1], record[2]
if not hot or #hot ~= 53 or string.byte(hot) ~= 50 or not cold or #cold ~= 30 then
  return {ARGV[1], KEYS[1], 1}
end
-- #include clock
local owner = record[4] or record[3]
if owner ~= ARGV[2] then
  return {ARGV[1], KEYS[1], 7}
elseif now >= struct.unpack('>I6', hot, 36) then
  return {ARGV[1], KEYS[1], 6}
end
return {ARGV[1], KEYS[1], 0, now, hot, cold, owner, record[5], record[6], record[7], record[8]}
