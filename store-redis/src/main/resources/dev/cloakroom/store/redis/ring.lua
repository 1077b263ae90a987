if mark > now then
  redis.call('PUBLISH', string.sub(KEYS[1], 1, -2) .. 'b', '')
end
