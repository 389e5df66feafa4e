builtins.splitVersion "v1.2"
