builtins.div "1" 3
