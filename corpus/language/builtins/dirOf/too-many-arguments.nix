builtins.dirOf "a/b" 2
