# nixray: features=flakes
builtins.flakeRefToString { type = "indirect"; id = "nixpkgs"; }
