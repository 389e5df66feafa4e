{ type = "derivation"; outPath = "a"; } == { outPath = "a"; }
