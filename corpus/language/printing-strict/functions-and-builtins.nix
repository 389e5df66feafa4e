[ (x: x) ({ a }: a) map (builtins.foldl' (a: b: a)) ]
