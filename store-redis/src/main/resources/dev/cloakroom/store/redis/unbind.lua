-- Takes a name's binding away if it still is this one. KEYS name. ARGV nonce, binding. Replies whether it was.
local bound = redis.call('GET', KEYS[1])
if not bound or string.sub(bound, 7) ~= ARGV[2] then
  return {ARGV[1], KEYS[1], 0, 0}
end
redis.call('UNLINK', KEYS[1])
return {ARGV[1], KEYS[1], 0, 1}
