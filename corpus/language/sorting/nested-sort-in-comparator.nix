builtins.sort (a: b: builtins.length (builtins.sort builtins.lessThan a) < builtins.length b) [ [ 1 2 ] [ 1 ] ]
