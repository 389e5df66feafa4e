let s = { inherit s; a = 1; }; in builtins.deepSeq s 1
