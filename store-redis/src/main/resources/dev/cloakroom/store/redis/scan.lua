-- A part of the keys of one server, for upkeep; never on the way of a request. No keys, so it runs wherever it is sent.
-- ARGV nonce, what to repeat, cursor, pattern, about how many. Replies the next cursor and the keys, or nothing when
-- this user may not use SCAN.
local part = redis.pcall('SCAN', ARGV[3], 'MATCH', ARGV[4], 'COUNT', ARGV[5])
if part.err and (string.find(part.err, 'user executing the script') or string.find(part.err, 'NOPERM')
    or string.find(part.err, 'ACL failure')) then
  return {ARGV[1], ARGV[2], 0}
elseif part.err then
  return part
end
return {ARGV[1], ARGV[2], 0, part[1], part[2]}
