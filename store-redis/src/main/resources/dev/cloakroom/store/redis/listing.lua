-- A part of an owner's listing, latest activity first. KEYS listing. ARGV nonce, highest score, offset, count. Replies
-- now, and sessions and scores in turn.
-- #include clock
return {ARGV[1], KEYS[1], 0, now, redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[2], '-inf', 'WITHSCORES',
  'LIMIT', ARGV[3], ARGV[4])}
