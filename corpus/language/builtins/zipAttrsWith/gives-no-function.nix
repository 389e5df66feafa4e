builtins.deepSeq (builtins.zipAttrsWith (x: x) [ { a = 1; } ]) 1
