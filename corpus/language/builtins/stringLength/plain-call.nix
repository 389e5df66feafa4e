builtins.stringLength "abc"
