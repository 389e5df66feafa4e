builtins.sub 3 (throw "second")
