let f = if true then { a = throw "x"; } else 1; t = [ f ]; c = t == [ 1 ]; in builtins.seq c (t == [ f ])
