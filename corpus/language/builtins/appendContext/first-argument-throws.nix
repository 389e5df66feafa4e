builtins.appendContext (throw "first") { }
