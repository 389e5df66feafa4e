builtins.attrNames { "é" = 1; "z" = 1; "a" = 1; "É" = 1; }
