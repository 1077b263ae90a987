-- The visible files, oldest first. KEYS record, files. ARGV nonce, stamp. Replies ids and what is known of each.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include guard
local list = redis.call('HGET', KEYS[2], 'l') or ''
local fields = {}
for at = 1, #list, 16 do
  fields[#fields + 1] = 'f' .. string.sub(list, at, at + 15)
end
return {ARGV[1], KEYS[1], 0, list, #fields > 0 and redis.call('HMGET', KEYS[2], unpack(fields)) or fields}
