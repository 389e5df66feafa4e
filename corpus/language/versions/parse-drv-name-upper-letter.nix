builtins.parseDrvName "a-B1"
