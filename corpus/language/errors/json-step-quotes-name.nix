builtins.toJSON { "a b" = { "if" = throw "x"; }; }
