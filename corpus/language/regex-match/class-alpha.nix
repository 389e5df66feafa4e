builtins.match "[[:alpha:]]+" "abcXYZ"
