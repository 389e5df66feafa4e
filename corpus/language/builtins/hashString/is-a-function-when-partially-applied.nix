builtins.hashString "md5"
