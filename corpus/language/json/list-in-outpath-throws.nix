builtins.toJSON [ { a = { outPath = [ (throw "x") ]; }; } ]
