builtins.path { path = ../fixtures/dir; filter = p: t: false; name = "d"; }
