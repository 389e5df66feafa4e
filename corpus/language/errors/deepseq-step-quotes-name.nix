builtins.deepSeq { "a b" = { "if" = throw "x"; }; } 1
