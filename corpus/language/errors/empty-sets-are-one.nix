let l = { a = { }; b = { }; }; in builtins.deepSeq l (l + 1)
