builtins.getContext (throw "first")
