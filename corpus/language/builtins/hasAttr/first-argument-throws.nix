builtins.hasAttr (throw "first") { a = 1; }
