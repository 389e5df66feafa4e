builtins.sub null 2
