-- Someone listens: changes ring from now on. KEYS record. ARGV nonce, how long. Nothing else of the record moves.
local record = redis.call('HMGET', KEYS[1], 'c', 'm')
-- #include record
local life = struct.unpack('>I6', ARGV[2])
if mark < now + life / 2 then
  mark = now + life
  -- #include moving
  redis.call('HSET', KEYS[1], 'm', moving)
end
return {ARGV[1], KEYS[1], 0}
