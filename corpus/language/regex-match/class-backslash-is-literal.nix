builtins.match "[\\]+" "\\"
