builtins.toPath "/a" 2
