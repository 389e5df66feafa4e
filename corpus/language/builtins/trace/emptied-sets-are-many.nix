let l = [ (removeAttrs { a = 1; } [ "a" ]) { } (removeAttrs { a = 1; } [ "a" ]) ]; in builtins.deepSeq l (builtins.trace l l)
