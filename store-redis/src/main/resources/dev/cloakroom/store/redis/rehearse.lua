-- Tries every command that the other scripts need, on keys that are thrown away. KEYS record, history. ARGV nonce.
-- Replies the first that this user may not use, or nothing.
local hash, list = KEYS[1], KEYS[2]
local sorted, text = hash .. 'z', hash .. 't'
local rehearsed = {
  {'TIME'}, {'EXISTS', hash}, {'RPUSH', list, ''}, {'RPUSHX', list, ''}, {'LLEN', list},
  {'LRANGE', list, 0, 1}, {'RPOP', list, 1}, {'HSET', hash, 'a', 'b'}, {'HGET', hash, 'a'}, {'HMGET', hash, 'a'},
  {'HGETALL', hash}, {'HKEYS', hash}, {'HEXISTS', hash, 'a'}, {'HDEL', hash, 'a'}, {'PEXPIRE', list, 1000},
  {'ZADD', sorted, 1, 'a'}, {'ZSCORE', sorted, 'a'}, {'ZCARD', sorted},
  {'ZREVRANGEBYSCORE', sorted, '+inf', '-inf', 'WITHSCORES', 'LIMIT', 0, 1}, {'ZREM', sorted, 'a'},
  {'SET', text, 'a', 'PX', 1000}, {'GET', text}, {'PUBLISH', string.sub(hash, 1, -2) .. 'b', ''},
  {'UNLINK', hash, list, sorted, text},
}
local missing
for _, command in ipairs(rehearsed) do
  local reply = redis.pcall(unpack(command))
  if not missing and type(reply) == 'table' and reply.err and string.find(reply.err, 'user executing the script') then
    missing = command[1]
  end
end
return {ARGV[1], KEYS[1], 0, missing}
