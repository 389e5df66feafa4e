builtins.filter (x: true) (throw "second")
