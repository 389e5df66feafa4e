builtins.substring 1.5 2 "abc"
