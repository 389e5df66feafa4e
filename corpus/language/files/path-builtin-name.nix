builtins.path { path = ../fixtures/dir; name = "other"; }
