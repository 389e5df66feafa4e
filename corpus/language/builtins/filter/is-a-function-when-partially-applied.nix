builtins.filter (x: true)
