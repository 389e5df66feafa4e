builtins.findFile [ { path = ../../fixtures/empty.txt; } ] "/"
