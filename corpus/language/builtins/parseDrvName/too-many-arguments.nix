builtins.parseDrvName "a-1" 2
