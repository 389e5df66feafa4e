{ type = "derivation"; outPath = "a"; } == { type = "derivation"; a = 2; }
