builtins.hashString [ "a" ] "a"
