-- The format that what is stored needs to be read. KEYS format. ARGV nonce, the format of this program. Replies it.
local standing = redis.call('GET', KEYS[1])
if not standing then
  redis.call('SET', KEYS[1], ARGV[2])
end
return {ARGV[1], KEYS[1], 0, standing or ARGV[2]}
