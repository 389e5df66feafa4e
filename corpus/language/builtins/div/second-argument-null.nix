builtins.div 6 null
