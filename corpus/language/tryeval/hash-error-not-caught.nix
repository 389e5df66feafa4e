builtins.tryEval (builtins.hashString "x" "y")
