builtins.path { path = ./nonexistent; }
