builtins.stringLength "aÿþb"
