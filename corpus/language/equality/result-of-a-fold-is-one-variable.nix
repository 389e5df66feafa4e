let x = { a = throw "x"; }; in builtins.foldl' (a: i: if i == 1 then x else [ a ] == [ a ]) x [ 1 2 ]
