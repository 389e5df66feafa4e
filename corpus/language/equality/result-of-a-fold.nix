let t = [ { a = throw "x"; } ]; x = builtins.head t; in builtins.foldl' (a: i: if i == 1 then x else [ a ] == [ x ]) x [ 1 2 ]
