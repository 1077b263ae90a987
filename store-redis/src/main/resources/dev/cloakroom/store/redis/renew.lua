if renews then
  redis.call('PEXPIRE', KEYS[1], physical - now)
  redis.call('PEXPIRE', KEYS[2], physical - now)
end
