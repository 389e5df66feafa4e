builtins.addErrorContext "c" { a = 1; }
