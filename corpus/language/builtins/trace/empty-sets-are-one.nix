let l = [ { } { } ]; in builtins.deepSeq l (builtins.trace l l)
