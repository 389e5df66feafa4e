builtins.path { path = ../fixtures/dir; } == "${../fixtures/dir}"
