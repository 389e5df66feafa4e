builtins.hashFile "md5" ../fixtures/dir
