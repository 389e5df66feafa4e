{ type = "derivation"; outPath = "x"; } == { type = "other"; outPath = "x"; }
