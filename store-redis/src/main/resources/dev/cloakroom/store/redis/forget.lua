-- Takes sessions out of an owner's listing. KEYS listing. ARGV nonce, then each session and its score when it was
-- looked at; '' for whatever it is.
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' or redis.call('ZSCORE', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('ZREM', KEYS[1], ARGV[i])
  end
end
return {ARGV[1], KEYS[1], 0}
