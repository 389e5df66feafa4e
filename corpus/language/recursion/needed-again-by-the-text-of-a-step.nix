rec { a = builtins.addErrorContext a (a.b); }
