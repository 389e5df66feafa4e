builtins.hashFile "md5" (throw "second")
