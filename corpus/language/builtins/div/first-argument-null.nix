builtins.div null 3
