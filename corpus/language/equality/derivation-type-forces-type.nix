{ type = throw "t"; } == { type = throw "u"; }
