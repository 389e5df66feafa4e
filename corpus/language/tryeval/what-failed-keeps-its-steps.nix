let x = (y: 1 + throw y) "no"; z = { a = x; }; in builtins.seq (builtins.tryEval z.a) (z.a + 1)
