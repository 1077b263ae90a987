-- What a name is bound to. KEYS name. ARGV nonce. Replies the binding, or nothing.
local bound = redis.call('GET', KEYS[1])
-- #include clock
if bound and #bound > 6 and now < struct.unpack('>I6', bound) then
  return {ARGV[1], KEYS[1], 0, string.sub(bound, 7)}
end
return {ARGV[1], KEYS[1], 0}
