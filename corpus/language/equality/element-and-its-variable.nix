let t = [ (if true then { a = throw "x"; } else 1) ]; c = t == [ 1 ]; u = builtins.head t; in builtins.seq c (builtins.seq u (t == [ u ]))
