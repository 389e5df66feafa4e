# nixray: features=flakes
builtins.flakeRefToString { type = "nope"; }
