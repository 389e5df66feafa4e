toString { outPath = throw "x"; }
