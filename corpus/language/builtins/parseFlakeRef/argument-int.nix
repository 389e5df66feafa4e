# nixray: features=flakes
builtins.parseFlakeRef 1
