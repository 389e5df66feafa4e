builtins.parseDrvName "a-"
