-- Someone listens: changes ring from now on. KEYS record. ARGV nonce, how long. Nothing else of the record moves.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include record
local life = struct.unpack('>I6', ARGV[2])
if mark < now + life / 2 then
  mark = now + life
  most = 0 -- appends look at what is cold, and see who listens
  -- #include hot
  -- #include cold
  redis.call('HSET', KEYS[1], 'm', hot, 'd', cold)
end
return {ARGV[1], KEYS[1], 0}
