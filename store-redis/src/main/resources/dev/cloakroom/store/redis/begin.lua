-- Makes a place for chunks. KEYS record, files. ARGV nonce, stamp, life of what nobody came back for. Chunks of uploads
-- that died are thrown away here, so that they do not fill the session's room for ever.
local record = redis.call('HMGET', KEYS[1], 'm', 'd')
-- #include guard
local life = struct.unpack('>I6', ARGV[3])
local numbers = redis.call('HGET', KEYS[2], 'n')
if numbers then
  local visible, staged = struct.unpack('>I6I6', numbers)
  if staged > 0 then
    local before = staged
    for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
      local upload = string.byte(field) == 117 and redis.call('HGET', KEYS[2], field)
      if upload then
        local last, chunks, size = struct.unpack('>I6I2I6', upload)
        if now - last > life then
          -- #include unstage
        end
      end
    end
    if staged ~= before then
      redis.call('HSET', KEYS[2], 'n', struct.pack('>I6I6', visible, staged))
    end
  end
end
return {ARGV[1], KEYS[1], 0}
