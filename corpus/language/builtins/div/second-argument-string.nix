builtins.div 6 "1"
