builtins.substring 0 3 { outPath = "abcdef"; }
