# nixray: features=flakes
builtins.flakeRefToString [ 1 ]
