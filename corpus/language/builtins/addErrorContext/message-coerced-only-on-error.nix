builtins.addErrorContext 1 2
