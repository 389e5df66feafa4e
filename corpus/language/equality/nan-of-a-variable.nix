let inf = 1.0e300 * 1.0e300; nan = inf - inf; y = if true then nan else 1; in builtins.seq nan (builtins.seq y ([ ([ nan ] == [ nan ]) ([ nan ] == [ y ]) ]))
