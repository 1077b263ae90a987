-- What a server says of itself. No keys, so it runs wherever it is sent. ARGV nonce, what to repeat.
return {ARGV[1], ARGV[2], 0, redis.call('INFO', 'server'), redis.call('INFO', 'memory'),
  redis.call('INFO', 'persistence'), redis.call('INFO', 'replication'), redis.call('INFO', 'cluster'),
  redis.call('INFO', 'stats')}
