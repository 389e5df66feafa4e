map builtins.fromJSON [ "1e3" "1E3" "1e+3" "1e-3" "1.5e2" ]
