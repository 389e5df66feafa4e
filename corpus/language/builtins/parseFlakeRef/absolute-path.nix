# nixray: features=flakes
builtins.parseFlakeRef "path:/a/b"
