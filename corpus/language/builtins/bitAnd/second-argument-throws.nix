builtins.bitAnd 6 (throw "second")
