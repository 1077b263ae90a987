-- Activity: the session lives on, and so do its keys, which are renewed only when that is due. The owner's listing is
-- told at most once a minute. Until its deadline has to be later than most, an append need not look at what is cold.
active = now
expires = math.min(now + idle, absolute)
if expires + slack / 2 > physical then
  physical = expires + slack
  renews = true
end
if now - indexed >= 60000 then
  indexed = now
  flags = 1
end
most = mark > now and 0 or math.max(0, math.min(absolute, physical - slack / 2, files > 0 and files - slack / 2 or absolute))
