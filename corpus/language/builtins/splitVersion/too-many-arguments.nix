builtins.splitVersion "1.2" 2
