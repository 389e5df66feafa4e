builtins.parseDrvName "-1"
