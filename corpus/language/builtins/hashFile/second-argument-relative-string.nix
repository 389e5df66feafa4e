builtins.hashFile "md5" "a/b"
