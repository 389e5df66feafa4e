builtins.readFile "a/b"
