builtins.div 1 4.0
