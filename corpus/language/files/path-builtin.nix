builtins.path { path = ../fixtures/dir; }
