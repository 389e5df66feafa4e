let x = [ { ${null} = 1; } { } { ${null} = 2; ${null} = 3; } ]; in builtins.deepSeq x (builtins.trace x 1)
