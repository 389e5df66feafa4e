builtins.parseDrvName "a-1-2-b"
