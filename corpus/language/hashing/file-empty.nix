builtins.hashFile "md5" ../fixtures/empty.txt
