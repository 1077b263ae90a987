-- Appends entries. KEYS record, history. ARGV nonce, stamp, limits, sizes, author, key or '', digest, fence or '',
-- entries... Replies the first seq and the instant.
local keyed = ARGV[6] ~= ''
local record = keyed and redis.call('HMGET', KEYS[1], 'c', 'm', 'p', ARGV[6])
  or redis.call('HMGET', KEYS[1], 'c', 'm', 'p')
-- #include guard
if keyed and record[4] then
  if string.sub(record[4], 1, 16) ~= ARGV[7] then
    return {ARGV[1], KEYS[1], 11}
  end
  return {ARGV[1], KEYS[1], 3, struct.unpack('>I6I2', record[4], 17)}
end
if ARGV[8] ~= '' then
  local turn = redis.call('HGET', KEYS[1], 't')
  if not turn or string.sub(turn, 1, 8) ~= ARGV[8] or now >= struct.unpack('>I6', turn, 9) then
    return {ARGV[1], KEYS[1], 12}
  end
end
local idle, slack, mostEntries, mostBytes = struct.unpack('>I6I6I6I6', ARGV[3])
local size, expected, entriesNeeded, bytesNeeded = struct.unpack('>I6I6I6I6', ARGV[4])
if expected > 0 and expected - 1 ~= seq then
  return {ARGV[1], KEYS[1], 13, seq}
elseif seq + entriesNeeded > mostEntries then
  return {ARGV[1], KEYS[1], 15, seq}
elseif bytesNeeded > mostBytes - bytes then
  return {ARGV[1], KEYS[1], 16, bytes}
end
local first = seq + 1
local flags, renews = 0, false
-- #include active
local author = record[3] == ARGV[5] and '' or ARGV[5]
local head = struct.pack('>I6I2', now, #author) .. author
for i = 9, #ARGV do
  seq = seq + 1
  if not redis.call('XADD', KEYS[2], 'NOMKSTREAM', string.format('%.0f-0', seq), 'm', head .. ARGV[i]) then
    return {ARGV[1], KEYS[1], 4} -- the very first write: there is no history to append to, and nothing was changed
  end
end
bytes = bytes + size
-- #include moving
if keyed then
  redis.call('HSET', KEYS[1], 'm', moving, ARGV[6], ARGV[7] .. struct.pack('>I6I2', first, seq - first + 1))
else
  redis.call('HSET', KEYS[1], 'm', moving)
end
-- #include renew
-- #include ring
if files > 0 and expires + slack / 2 > files then
  flags = flags + 2
end
if flags == 0 then
  return {ARGV[1], KEYS[1], 0, first, now}
end
return {ARGV[1], KEYS[1], 0, first, now, flags, redis.call('HGET', KEYS[1], 'o') or record[3]}
