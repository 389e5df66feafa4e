builtins.split 1 "bab"
