hot = struct.pack('>c17I6I6I6I6I6I6', stamp, seq, bytes, active, expires, most, indexed)
