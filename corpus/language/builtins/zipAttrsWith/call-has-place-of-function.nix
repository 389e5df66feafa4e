builtins.deepSeq (builtins.zipAttrsWith (x: y: x.z) [ { a = 1; } ]) 1
