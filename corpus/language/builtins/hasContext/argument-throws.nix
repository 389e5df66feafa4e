builtins.hasContext (throw "first")
