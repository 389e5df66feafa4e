let t = [ (if true then { a = throw "x"; } else 1) ]; c = t == [ 1 ]; in builtins.seq c (builtins.map (x: builtins.seq x ([ x ] == t)) t)
