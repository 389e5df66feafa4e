builtins.warn null 1
