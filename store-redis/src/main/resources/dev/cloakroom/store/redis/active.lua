-- Activity: the session lives on, and so do its keys, which are renewed only when that is due. The owner's listing is
-- told at most once a minute.
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
