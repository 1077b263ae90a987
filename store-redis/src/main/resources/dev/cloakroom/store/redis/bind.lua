-- Binds a name if its binding is still the expected one or there is none. KEYS name. ARGV nonce, expected or '', next,
-- lifetime. Replies the binding after the step.
local bound = redis.call('GET', KEYS[1])
-- #include clock
if bound and #bound > 6 and now < struct.unpack('>I6', bound) and string.sub(bound, 7) ~= ARGV[2] then
  return {ARGV[1], KEYS[1], 0, string.sub(bound, 7)}
end
local lifetime = struct.unpack('>I6', ARGV[4])
redis.call('SET', KEYS[1], struct.pack('>I6', now + lifetime) .. ARGV[3], 'PX', lifetime)
return {ARGV[1], KEYS[1], 0, ARGV[3]}
