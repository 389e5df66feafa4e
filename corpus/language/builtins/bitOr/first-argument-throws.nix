builtins.bitOr (throw "first") 3
