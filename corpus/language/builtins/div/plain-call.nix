builtins.div 6 3
