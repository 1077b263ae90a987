-- Takes a place in an owner's listing. KEYS listing. ARGV nonce, session, limits (most sessions, life of the listing),
-- whether a place that is there already counts as taken now. Replies now, and whether there was one.
-- #include clock
local most, life = struct.unpack('>I6I6', ARGV[3])
local known = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not known and redis.call('ZCARD', KEYS[1]) >= most then
  return {ARGV[1], KEYS[1], 19, now}
end
if not known or ARGV[4] == '1' then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], life)
return {ARGV[1], KEYS[1], 0, now, known and 1 or 0}
