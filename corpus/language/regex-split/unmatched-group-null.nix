builtins.split "(a)|(b)" "xb"
