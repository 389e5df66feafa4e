builtins.readFile (throw "first")
