-- What is in them.
local stamp = string.sub(hot, 1, 17)
local seq, bytes, active, expires, most, indexed = struct.unpack('>I6I6I6I6I6I6', hot, 18)
local absolute, physical, mark, created, files = struct.unpack('>I6I6I6I6I6', cold)
