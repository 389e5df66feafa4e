builtins.genericClosure (throw "first")
