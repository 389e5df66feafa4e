builtins.partition (x: true)
