builtins.deepSeq { a.b.c = [ 1 (throw "deep") ]; } 1
