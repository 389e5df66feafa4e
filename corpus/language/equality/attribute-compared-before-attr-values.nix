let t = { a = if true then { a = throw "x"; } else 1; }; c = t == { a = 1; }; u = t.a; in builtins.seq c (builtins.seq u ([ u ] == builtins.attrValues t))
