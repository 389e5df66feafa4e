builtins.addErrorContext "context" (throw "body")
