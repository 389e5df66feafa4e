builtins.parseDrvName [ "a" ]
