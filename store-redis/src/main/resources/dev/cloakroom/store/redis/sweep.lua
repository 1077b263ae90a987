-- What is left of a session that is over: past its deadline, or without a record. KEYS record, history; both are
-- declared, so that a slot that is being moved never makes one of them look lost. ARGV nonce, which key was met (s, h
-- or a), and '1' to remove it all. Each session is counted at one of its keys only. Replies how many keys there are.
local files = string.sub(KEYS[1], 1, -2) .. 'a'
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
local hot, cold = record[1], record[2]
local keys = {}
for _, key in ipairs({KEYS[1], KEYS[2], files}) do
  if redis.call('EXISTS', key) == 1 then
    keys[#keys + 1] = key
  end
end
if keys[1] == KEYS[1] then
  -- #include whole
  -- #include clock
  if not whole or now < struct.unpack('>I6', hot, 36) then
    return {ARGV[1], KEYS[1], 0, 0}
  end
end
if #keys > 0 and string.sub(keys[1], -1) == ARGV[2] then
  if ARGV[3] == '1' then
    redis.call('UNLINK', unpack(keys))
  end
  return {ARGV[1], KEYS[1], 0, #keys}
end
return {ARGV[1], KEYS[1], 0, 0}
