builtins.bitOr 6 (throw "second")
