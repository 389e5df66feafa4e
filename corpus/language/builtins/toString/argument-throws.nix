builtins.toString (throw "first")
