-- The instances that are there. KEYS instances. ARGV nonce. Replies ids and what is known of each, in turn.
-- #include clock
local there = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if #all[i + 1] >= 6 and now < struct.unpack('>I6', all[i + 1]) then
    there[#there + 1] = all[i]
    there[#there + 1] = string.sub(all[i + 1], 7)
  end
end
return {ARGV[1], KEYS[1], 0, there}
