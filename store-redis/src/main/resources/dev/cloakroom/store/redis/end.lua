-- Ends a session. KEYS record, history and, when there are files, those. ARGV nonce, stamp. Replies as head does.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', 'v', 'G', 'M', 't')
-- #include guard
if files > 0 and #KEYS < 3 then
  return {ARGV[1], KEYS[1], 9}
end
redis.call('UNLINK', unpack(KEYS))
-- #include ring
return {ARGV[1], KEYS[1], 0, now, hot, cold, record[4] or record[3], record[5], record[6], record[7], record[8]}
