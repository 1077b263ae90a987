-- Appends entries. KEYS record, history. ARGV nonce, stamp, numbers, entries..., and where there is one the author, the
-- key and its digest, the fence. Who opened the session is its author without being named. Replies the first seq, the
-- instant and whether the named author is who opened it.
local count, size, expected, entriesNeeded, bytesNeeded, mostEntries, mostBytes, idle, slack, named, keyed, fenced =
  struct.unpack('>I6I6I6I6I6I6I6I6I6I1I1I1', ARGV[3])
local author, key, fence = 4 + count, 4 + count + named, 4 + count + named + 2 * keyed
local record = keyed == 1 and redis.call('HMGET', KEYS[1], 'c', 'm', ARGV[key]) or redis.call('HMGET', KEYS[1], 'c', 'm')
-- #include guard
if keyed == 1 and record[3] then
  if string.sub(record[3], 1, 16) ~= ARGV[key + 1] then
    return {ARGV[1], KEYS[1], 11}
  end
  return {ARGV[1], KEYS[1], 3, struct.unpack('>I6I2', record[3], 17)}
end
if fenced == 1 then
  local turn = redis.call('HGET', KEYS[1], 't')
  if not turn or string.sub(turn, 1, 8) ~= ARGV[fence] or now >= struct.unpack('>I6', turn, 9) then
    return {ARGV[1], KEYS[1], 12}
  end
end
if expected > 0 and expected - 1 ~= seq then
  return {ARGV[1], KEYS[1], 13, seq}
elseif seq + entriesNeeded > mostEntries then
  return {ARGV[1], KEYS[1], 15, seq}
elseif bytesNeeded > mostBytes - bytes then
  return {ARGV[1], KEYS[1], 16, bytes}
end
local flags, renews, opener = 0, false, 0
-- #include active
local head = struct.pack('>I6', now)
if named == 1 then
  opener = redis.call('HGET', KEYS[1], 'p') == ARGV[author] and 1 or 0
  if opener == 0 then
    head = head .. ARGV[author]
  end
end
local length
for i = 4, 3 + count do
  length = redis.call('RPUSHX', KEYS[2], head, ARGV[i])
end
if length ~= 2 * (seq + count) + 1 then -- the history is lost or was tampered with: it is left as it was found
  redis.call('RPOP', KEYS[2], 2 * count)
  return {ARGV[1], KEYS[1], 4}
end
local first = seq + 1
seq, bytes = seq + count, bytes + size
-- #include moving
if keyed == 1 then
  redis.call('HSET', KEYS[1], 'm', moving, ARGV[key], ARGV[key + 1] .. struct.pack('>I6I2', first, count))
else
  redis.call('HSET', KEYS[1], 'm', moving)
end
-- #include renew
-- #include ring
if files > 0 and expires + slack / 2 > files then
  flags = flags + 2
end
if flags == 0 then
  return ARGV[1] .. KEYS[1] .. struct.pack('>I1I6I6I6', 0, first, now, opener)
end
local owner = redis.call('HMGET', KEYS[1], 'o', 'p')
return {ARGV[1], KEYS[1], 0, first, now, opener, flags, owner[1] or owner[2]}
