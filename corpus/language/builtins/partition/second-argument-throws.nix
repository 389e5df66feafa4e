builtins.partition (x: true) (throw "second")
