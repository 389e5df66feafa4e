{ type = "derivation"; outPath = throw "o"; } == { type = "derivation"; outPath = "a"; }
