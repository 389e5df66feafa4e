builtins.substring 0
