redis.call('HDEL', KEYS[2], field)
for index = 0, chunks - 1 do
  redis.call('HDEL', KEYS[2], 'c' .. string.sub(field, 2) .. struct.pack('>I2', index))
end
staged = math.max(0, staged - size)
