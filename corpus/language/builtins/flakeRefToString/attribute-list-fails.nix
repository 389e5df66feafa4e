# nixray: features=flakes
builtins.flakeRefToString { type = "github"; owner = [ ]; repo = "b"; }
