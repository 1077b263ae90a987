local flags, renews = 0, false
-- #include active
if ARGV[4] ~= '' then
  fields[#fields + 1] = ARGV[4]
  fields[#fields + 1] = ARGV[5] .. table.concat(kept)
end
redis.call('HSET', KEYS[3], 'l', list, 'n', struct.pack('>I6I6', visible + size, math.max(0, staged - size)),
  unpack(fields))
if #uploads > 0 then
  redis.call('HDEL', KEYS[3], unpack(uploads))
end
-- #include files
return {ARGV[1], KEYS[1], 0, now, flags, record[4] or record[3]}
