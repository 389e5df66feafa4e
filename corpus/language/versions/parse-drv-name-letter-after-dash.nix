builtins.parseDrvName "a-b-c-1.2"
