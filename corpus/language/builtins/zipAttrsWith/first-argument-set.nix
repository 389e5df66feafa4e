builtins.zipAttrsWith { a = 1; } [ { a = 1; } { a = 2; } ]
