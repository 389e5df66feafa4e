builtins.hashFile "md5"
