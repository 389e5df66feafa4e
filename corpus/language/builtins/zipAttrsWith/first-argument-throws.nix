builtins.zipAttrsWith (throw "first") [ { a = 1; } { a = 2; } ]
