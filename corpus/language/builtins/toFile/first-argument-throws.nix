builtins.toFile (throw "first") "content"
