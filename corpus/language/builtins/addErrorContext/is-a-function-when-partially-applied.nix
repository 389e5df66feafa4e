builtins.addErrorContext "context"
