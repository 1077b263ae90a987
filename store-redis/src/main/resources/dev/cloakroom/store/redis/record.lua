-- The record lives: it is there, whole and of a format that is known, and now is before its deadlines. Else gone.
local hot, cold = record[1], record[2]
if not hot or #hot ~= 53 or string.byte(hot) ~= 50 or not cold or #cold ~= 30 then
  return {ARGV[1], KEYS[1], 1}
end
-- #include clock
local stamp = string.sub(hot, 1, 17)
local seq, bytes, active, expires, most, indexed = struct.unpack('>I6I6I6I6I6I6', hot, 18)
local absolute, physical, mark, created, files = struct.unpack('>I6I6I6I6I6', cold)
if now >= expires then
  return {ARGV[1], KEYS[1], 1}
end
