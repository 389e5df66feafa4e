builtins.mul 2 (throw "second")
