builtins.sort (a: 1) [ 1 2 ]
