builtins.match "a" (throw "second")
