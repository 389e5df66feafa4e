builtins.substring 1 (-5) "abcd"
