builtins.baseNameOf (throw "first")
