# nixray: features=flakes
builtins.flakeRefToString (throw "first")
