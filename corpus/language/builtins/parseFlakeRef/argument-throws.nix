# nixray: features=flakes
builtins.parseFlakeRef (throw "first")
