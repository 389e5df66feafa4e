# nixray: features=flakes
builtins.parseFlakeRef null
