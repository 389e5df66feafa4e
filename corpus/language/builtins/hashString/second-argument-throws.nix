builtins.hashString "md5" (throw "second")
