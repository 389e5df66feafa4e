builtins.head [ 1 ]
