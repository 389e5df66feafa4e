let s = { f = x: x + 1; }; in let inherit (s) f; in f 1
