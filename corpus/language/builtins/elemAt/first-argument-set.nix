builtins.elemAt { a = 1; } 1
