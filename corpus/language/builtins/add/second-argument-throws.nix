builtins.add 1 (throw "second")
