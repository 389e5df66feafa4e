builtins.getAttr (throw "first") { a = 1; }
