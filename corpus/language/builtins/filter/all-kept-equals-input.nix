let l = [ 1 2 ]; in builtins.filter (x: true) l == l
