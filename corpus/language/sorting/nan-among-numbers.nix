let inf = 1.0e308 * 10; in builtins.length (builtins.sort builtins.lessThan [ 1 (inf - inf) 0 ])
