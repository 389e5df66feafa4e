builtins.addErrorContext "context" (throw "second")
