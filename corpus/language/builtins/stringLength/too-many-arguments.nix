builtins.stringLength "abc" 2
