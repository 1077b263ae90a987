-- Whether a server answers. No keys, so it runs wherever it is sent. ARGV nonce, what to repeat.
return {ARGV[1], ARGV[2], 0}
