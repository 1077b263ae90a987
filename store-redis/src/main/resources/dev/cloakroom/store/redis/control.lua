-- The next control, field by field; fields that are empty are none.
local fields = {'m', hot, 'd', cold, 'v', ARGV[6]}
local gone = {}
local function becomes(field, value)
  if value == '' then
    gone[#gone + 1] = field
  else
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
end
becomes('o', ARGV[7] == record[3] and '' or ARGV[7])
becomes('G', ARGV[8])
becomes('M', ARGV[9])
becomes('t', turn)
if ARGV[8] ~= (record[6] or '') then
  local kept = {}
  for i = 14, #ARGV, 2 do
    becomes(ARGV[i], ARGV[i + 1])
    kept[ARGV[i]] = true
  end
  local grants, at = record[6] or '', 1
  while at <= #grants do
    local length = struct.unpack('>I2', grants, at + 1)
    local field = 'g' .. string.sub(grants, at + 3, at + 2 + length)
    if not kept[field] then
      gone[#gone + 1] = field
    end
    at = at + 3 + length
  end
end
redis.call('HSET', KEYS[1], unpack(fields))
if #gone > 0 then
  redis.call('HDEL', KEYS[1], unpack(gone))
end
