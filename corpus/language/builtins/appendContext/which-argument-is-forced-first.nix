builtins.appendContext (throw "first") (throw "second")
