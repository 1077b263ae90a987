-- #include record
-- The guard: its stamp is the claim's. Else stale.
if stamp ~= ARGV[2] then
  return {ARGV[1], KEYS[1], 2}
end
