(builtins.break { a = 1; }).a
