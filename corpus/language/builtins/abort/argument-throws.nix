builtins.abort (throw "first")
