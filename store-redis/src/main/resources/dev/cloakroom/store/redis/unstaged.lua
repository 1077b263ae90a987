-- Forgets chunks of files that were not committed. KEYS record, files. ARGV nonce, files...
local numbers = redis.call('HGET', KEYS[2], 'n')
if not numbers then
  return {ARGV[1], KEYS[1], 0}
end
local visible, staged = struct.unpack('>I6I6', numbers)
local before = staged
for i = 2, #ARGV do
  local field = 'u' .. ARGV[i]
  local upload = redis.call('HGET', KEYS[2], field)
  if upload then
    local last, chunks, size = struct.unpack('>I6I2I6', upload)
    -- #include unstage
  end
end
if staged ~= before then
  redis.call('HSET', KEYS[2], 'n', struct.pack('>I6I6', visible, staged))
end
return {ARGV[1], KEYS[1], 0}
