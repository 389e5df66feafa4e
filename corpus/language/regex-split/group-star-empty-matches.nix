builtins.split "(x*)" "axb"
