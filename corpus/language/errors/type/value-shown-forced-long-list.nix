builtins.attrNames (let l = builtins.genList (x: x) 100; in builtins.deepSeq l l)
