builtins.attrNames { c = 1; b = 2; a = 3; "10" = 1; "9" = 1; Z = 1; _ = 1; }
