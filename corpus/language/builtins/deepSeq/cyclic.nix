let l = [ l 1 ]; in builtins.deepSeq l "ok"
