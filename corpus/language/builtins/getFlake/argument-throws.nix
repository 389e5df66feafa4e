# nixray: features=flakes
builtins.getFlake (throw "first")
