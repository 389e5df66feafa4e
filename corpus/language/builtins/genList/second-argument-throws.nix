builtins.genList (x: x) (throw "second")
