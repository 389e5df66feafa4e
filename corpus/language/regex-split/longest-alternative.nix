builtins.split "(a|ab)" "abc"
