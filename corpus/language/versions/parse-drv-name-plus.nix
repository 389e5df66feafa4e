builtins.parseDrvName "gtk+-3.0"
