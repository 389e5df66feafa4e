builtins.split null "bab"
