builtins.genList { a = 1; } 2
