-- The record lives: it is there, whole and of a format that is known, and now is before its deadlines. Else gone.
local stamp, moving = record[1], record[2]
if not stamp or #stamp ~= 17 or string.byte(stamp) ~= 50 or not moving or #moving ~= 60 then
  return {ARGV[1], KEYS[1], 1}
end
-- #include clock
local seq, bytes, active, expires, absolute, physical, mark, indexed, created, files =
  struct.unpack('>I6I6I6I6I6I6I6I6I6I6', moving)
if now >= expires then
  return {ARGV[1], KEYS[1], 1}
end
