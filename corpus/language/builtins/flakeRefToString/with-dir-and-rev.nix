# nixray: features=flakes
builtins.flakeRefToString { type = "github"; owner = "a"; repo = "b"; rev = "0123456789012345678901234567890123456789"; dir = "sub"; }
