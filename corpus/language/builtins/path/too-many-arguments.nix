builtins.path { path = ../../fixtures/plain.txt; } 2
