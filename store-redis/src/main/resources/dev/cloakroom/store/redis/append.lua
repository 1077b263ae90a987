-- Appends entries. KEYS record, history. ARGV nonce, stamp and numbers in one, entries..., and where there is one the
-- author, the key and its digest, the fence. Who opened the session is its author without being named. Replies what is hot; a
-- list, with whether the named author opened it and what is due, only when there is something to tell. Each string
-- costs by its length and each argument for itself, so that there are few, and what is cold is looked at when it is due.
local nonce, claimed, count, size, expected, entriesBelow, bytesBelow, idle, given =
  struct.unpack('>c8c17I6I6I6I6I6I6I1', ARGV[1])
local author, key, fence
if given > 0 then
  author = given % 2 == 1 and 2 + count
  key = given % 4 > 1 and 2 + count + given % 2
  fence = given > 3 and #ARGV
end
local hot, before
if key then
  hot, before = unpack(redis.call('HMGET', KEYS[1], 'm', ARGV[key]))
else
  hot = redis.call('HGET', KEYS[1], 'm')
end
if not hot or #hot ~= 53 then
  return {nonce, KEYS[1], 1}
end
-- #include clock
local stamp, seq, bytes, active, expires, most, indexed = struct.unpack('>c17I6I6I6I6I6I6', hot)
if now >= expires then
  return {nonce, KEYS[1], 1}
elseif stamp ~= claimed then
  return {nonce, KEYS[1], string.byte(stamp) == 50 and 2 or 1}
end
if before then
  if string.sub(before, 1, 16) ~= ARGV[key + 1] then
    return {nonce, KEYS[1], 11}
  end
  return {nonce, KEYS[1], 3, struct.unpack('>I6I2', before, 17)}
end
if fence then
  local turn = redis.call('HGET', KEYS[1], 't')
  if not turn or string.sub(turn, 1, 8) ~= ARGV[fence] or now >= struct.unpack('>I6', turn, 9) then
    return {nonce, KEYS[1], 12}
  end
end
if expected > 0 and expected - 1 ~= seq then
  return {nonce, KEYS[1], 13, seq}
elseif seq >= entriesBelow then
  return {nonce, KEYS[1], 15, seq}
elseif bytes >= bytesBelow then
  return {nonce, KEYS[1], 16, bytes}
end
local flags, renews, slack, cold, absolute, physical, mark, created, files = 0, false
if now + idle > most or now - indexed >= 60000 then
  cold = redis.call('HGET', KEYS[1], 'd')
  if not cold or #cold ~= 30 then
    return {nonce, KEYS[1], 1}
  end
  absolute, physical, mark, created, files = struct.unpack('>I6I6I6I6I6', cold)
  slack = struct.unpack('>I6', ARGV[1], 63)
  -- #include active
  -- #include cold
else
  active, expires = now, now + idle
end
seq, bytes = seq + count, bytes + size
-- #include hot
local head, opener = string.sub(hot, 30, 35), 0
if author then
  opener = redis.call('HGET', KEYS[1], 'p') == ARGV[author] and 1 or 0
  if opener == 0 then
    head = head .. ARGV[author]
  end
end
local length
for i = 2, 1 + count do
  length = redis.call('RPUSHX', KEYS[2], head, ARGV[i])
end
if length ~= 2 * seq + 1 then -- the history is lost or was tampered with: it is left as it was found
  redis.call('RPOP', KEYS[2], 2 * count)
  return {nonce, KEYS[1], 4}
end
if key then
  redis.call('HSET', KEYS[1], 'm', hot, ARGV[key], ARGV[key + 1] .. struct.pack('>I6I2', seq - count + 1, count))
else
  redis.call('HSET', KEYS[1], 'm', hot)
end
local owner
if cold then
  redis.call('HSET', KEYS[1], 'd', cold)
  -- #include renew
  -- #include ring
  if files > 0 and expires + slack / 2 > files then
    flags = flags + 2
  end
  owner = flags > 0 and (redis.call('HGET', KEYS[1], 'o') or redis.call('HGET', KEYS[1], 'p'))
end
if opener == 0 and flags == 0 then
  return nonce .. KEYS[1] .. hot
end
return {nonce, KEYS[1], 0, hot, opener, flags, owner}
