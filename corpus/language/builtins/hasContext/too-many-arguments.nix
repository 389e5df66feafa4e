builtins.hasContext "a" 2
