{ type = "derivation"; outPath = "a"; f = x: x; } == { type = "derivation"; outPath = "a"; f = x: x; }
