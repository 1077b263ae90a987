-- Makes a session. KEYS record; the history is made beside it. Only one key is declared: both are absent, and of two
-- absent keys a slot that is being moved could never be sure. ARGV nonce, stamp, limits, version, owner, grants,
-- metadata, turn or '', when the place in the owner's listing was reserved, grants' names and accesses...
-- Replies now and what is hot and cold.
local history, files = string.sub(KEYS[1], 1, -2) .. 'h', string.sub(KEYS[1], 1, -2) .. 'a'
for _, key in ipairs({KEYS[1], history, files}) do -- what is left of a lost record is nobody's beginning
  if redis.call('EXISTS', key) == 1 then
    return {ARGV[1], KEYS[1], 10}
  end
end
-- #include clock
if now - struct.unpack('>I6', ARGV[9]) > 10000 then
  return {ARGV[1], KEYS[1], 5} -- too late: by now the reservation may be taken for a leftover
end
local idle, slack, lifetime = struct.unpack('>I6I6I6', ARGV[3])
local absolute = now + lifetime
local expires = math.min(now + idle, absolute)
local physical = expires + slack
redis.call('RPUSH', history, '')
local hot = struct.pack('>c17I6I6I6I6I6I6', ARGV[2], 0, 0, now, expires, math.min(absolute, physical - slack / 2), now)
local cold = struct.pack('>I6I6I6I6I6', absolute, physical, 0, now, 0)
-- R4: w is longer than what Redis keeps in a list (hash-max-listpack-value), so that a record is a table from the
-- beginning. A list is looked through from end to end for a grant that is not there, and the clock tells.
local fields = {'m', hot, 'd', cold, 'v', ARGV[4], 'p', ARGV[5], 'w', string.rep('w', 65)}
if ARGV[6] ~= '' then
  fields[#fields + 1] = 'G'
  fields[#fields + 1] = ARGV[6]
end
if ARGV[7] ~= '' then
  fields[#fields + 1] = 'M'
  fields[#fields + 1] = ARGV[7]
end
if ARGV[8] ~= '' then
  fields[#fields + 1] = 't'
  fields[#fields + 1] = ARGV[8]
end
for i = 10, #ARGV do
  fields[#fields + 1] = ARGV[i]
end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('PEXPIRE', KEYS[1], physical - now)
redis.call('PEXPIRE', history, physical - now)
return {ARGV[1], KEYS[1], 0, now, hot, cold}
