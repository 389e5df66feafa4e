builtins.findFile[{path=("");}{prefix = ""; path = ""; } ] (toString (1.0e300))
