builtins.path { path = "x"; }
