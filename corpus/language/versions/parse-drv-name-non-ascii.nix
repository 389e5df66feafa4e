builtins.parseDrvName "a-é"
