builtins.head { "a b" = 1; "if" = 2; "1" = 3; }
