(builtins.head [ 1 ]).x
