builtins.addErrorContext (throw "first") (throw "body")
