builtins.path { path = ../fixtures/plain.txt; name = 1; }
