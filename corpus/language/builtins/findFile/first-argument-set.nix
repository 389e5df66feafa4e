builtins.findFile { a = 1; } "x"
