builtins.substring 4 1 "abcd"
