builtins.path { path = ../fixtures/dir; filter = p: t: t == "regular"; name = "d"; }
