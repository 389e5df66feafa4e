builtins.addErrorContext (throw "message") 5
