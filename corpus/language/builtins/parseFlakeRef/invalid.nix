# nixray: features=flakes
builtins.parseFlakeRef "a b"
