-- The record lives: it is there, whole and of a format that is known, and now is before its deadlines. Else gone.
local hot, cold = record[1], record[2]
-- #include whole
if not whole then
  return {ARGV[1], KEYS[1], 1}
end
-- #include clock
-- #include fields
if now >= expires then
  return {ARGV[1], KEYS[1], 1}
end
