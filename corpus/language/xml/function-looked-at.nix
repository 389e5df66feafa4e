let s = { a = x: x; b = { c, ... }: c; d = y: y; }; in builtins.seq s.a (builtins.seq s.b (builtins.toXML s))
