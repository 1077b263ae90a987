moving = struct.pack('>I6I6I6I6I6I6I6I6I6I6',
  seq, bytes, active, expires, absolute, physical, mark, indexed, created, files)
