builtins.dirOf (throw "first")
