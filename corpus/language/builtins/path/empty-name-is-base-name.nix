builtins.path { name = ""; path = ../../../language/fixtures/plain.txt; }
