builtins.toFile "name" (throw "second")
