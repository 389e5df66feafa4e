builtins.path { path = ../fixtures/dir; recursive = false; }
