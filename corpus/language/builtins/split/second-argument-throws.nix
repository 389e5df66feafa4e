builtins.split "a" (throw "second")
