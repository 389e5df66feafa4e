{ type = "derivation"; outPath = "/a"; x = throw "a"; } == { type = "derivation"; outPath = "/a"; }
