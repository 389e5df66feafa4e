builtins.addErrorContext (throw "first") (throw "second")
