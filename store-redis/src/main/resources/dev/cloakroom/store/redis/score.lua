-- When a session was last active. KEYS listing. ARGV nonce, session, instant, and '1' to list it if it is not. Replies
-- whether it is listed.
if not ARGV[4] and not redis.call('ZSCORE', KEYS[1], ARGV[2]) then
  return {ARGV[1], KEYS[1], 0, 0}
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
return {ARGV[1], KEYS[1], 0, 1}
