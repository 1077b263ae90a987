-- Takes tokens out of a bucket. KEYS bucket. ARGV nonce, tokens a minute and tokens wanted. Replies how many were taken,
-- and in how many milliseconds there is one when it was none; then nothing was written. What is left is counted in
-- tokens times milliseconds of a minute: whole numbers, at most 6 * 10^13.
local minute = 60000
local rate, wanted = struct.unpack('>I6I6', ARGV[2])
local held = redis.call('GET', KEYS[1])
-- #include clock
local left = rate * minute
if held and #held == 12 then
  local before, last = struct.unpack('>I6I6', held)
  left = math.min(left, before + rate * math.min(minute, math.max(0, now - last)))
end
local taken = math.min(wanted, math.floor(left / minute))
if taken == 0 then
  return {ARGV[1], KEYS[1], 0, 0, math.ceil((minute - left) / rate)}
end
redis.call('SET', KEYS[1], struct.pack('>I6I6', left - taken * minute, now), 'PX', minute)
return {ARGV[1], KEYS[1], 0, taken, 0}
