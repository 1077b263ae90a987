cold = struct.pack('>I6I6I6I6I6', absolute, physical, mark, created, files)
