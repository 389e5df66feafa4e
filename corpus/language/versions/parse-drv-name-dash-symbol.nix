builtins.parseDrvName "a-_b"
