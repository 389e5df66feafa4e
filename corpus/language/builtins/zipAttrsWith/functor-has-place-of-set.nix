builtins.deepSeq (builtins.zipAttrsWith { __functor = self: x: x.b; } [ { a = 1; } ]) 1
