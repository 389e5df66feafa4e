builtins.match "(" "("
