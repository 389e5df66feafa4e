builtins.trace [ null true ] 1
