-- Announces an instance, or takes that back. KEYS instances. ARGV nonce, id, lifetime (0 to leave), what is known of it.
-- #include clock
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if #all[i + 1] < 6 or now >= struct.unpack('>I6', all[i + 1]) then
    redis.call('HDEL', KEYS[1], all[i])
  end
end
local lifetime = struct.unpack('>I6', ARGV[3])
if lifetime == 0 then
  redis.call('HDEL', KEYS[1], ARGV[2])
else
  redis.call('HSET', KEYS[1], ARGV[2], struct.pack('>I6', now + lifetime) .. ARGV[4])
end
return {ARGV[1], KEYS[1], 0}
