-- Replaces the control. KEYS record, history. ARGV nonce, stamp, limits, version, next stamp, next version, owner,
-- grants, metadata, turn (fence, stop, holder) or '', lease or '', whether the new owner's listing has a place, whether
-- an earlier attempt may have come through, grants' names and accesses... Replies now, what is hot
-- and cold, and the turn.
local record = redis.call('HMGET', KEYS[1], 'm', 'd', 'p', 'o', 'v', 'G', 'M', 't')
if ARGV[13] == '1' and record[1] and #record[1] == 53 and string.sub(record[1], 1, 17) == ARGV[5]
  and record[2] and record[5] == ARGV[6] then
  -- #include clock
  return {ARGV[1], KEYS[1], 0, now, record[1], record[2], record[8]}
end
-- #include guard
if record[5] ~= ARGV[4] then
  return {ARGV[1], KEYS[1], 14}
end
local owner = record[4] or record[3]
if owner ~= ARGV[7] and ARGV[12] ~= '1' then
  return {ARGV[1], KEYS[1], 8, owner}
end
local idle, slack = struct.unpack('>I6I6', ARGV[3])
local flags, renews = 0, false
if stamp == ARGV[5] then
  -- #include active
end
local turn = ARGV[10]
if turn ~= '' then
  local ends = record[8] and struct.unpack('>I6', record[8], 9) or 0
  if ARGV[11] ~= '' then
    ends = now + struct.unpack('>I6', ARGV[11])
  end
  turn = string.sub(turn, 1, 8) .. struct.pack('>I6', ends) .. string.sub(turn, 9)
end
if #ARGV[8] + #ARGV[9] + #turn <= #(record[6] or '') + #(record[7] or '') + #(record[8] or '') then
  -- What needs no room is done in a full Redis too, whose first write then has to be one that takes none.
  redis.call('PEXPIRE', KEYS[1], physical - now)
end
stamp = ARGV[5]
-- #include hot
-- #include cold
-- #include control
-- #include renew
-- #include ring
return {ARGV[1], KEYS[1], 0, now, hot, cold, turn ~= '' and turn, flags, owner}
