builtins.foldl' (a: b: if b == 2 then 0 else throw "intermediate") 0 [ 1 2 ]
