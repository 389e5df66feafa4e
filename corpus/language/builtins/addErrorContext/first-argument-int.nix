builtins.addErrorContext 1 (throw "body")
