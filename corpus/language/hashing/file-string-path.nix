builtins.hashFile "md5" (toString ../fixtures/plain.txt)
