builtins.addErrorContext "unused" 5
