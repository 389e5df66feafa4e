builtins.getContext "a" 2
