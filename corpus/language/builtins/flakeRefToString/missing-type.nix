# nixray: features=flakes
builtins.flakeRefToString { owner = "a"; }
