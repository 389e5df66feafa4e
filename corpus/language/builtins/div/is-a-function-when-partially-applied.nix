builtins.div 6
