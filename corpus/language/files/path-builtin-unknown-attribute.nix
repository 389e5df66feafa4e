builtins.path { path = ../fixtures/plain.txt; foo = 1; }
