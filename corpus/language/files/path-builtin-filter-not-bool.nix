builtins.path { path = ../fixtures/dir; filter = p: t: 1; }
