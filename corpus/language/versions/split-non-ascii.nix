builtins.splitVersion "1.é2"
