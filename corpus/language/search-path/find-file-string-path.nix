builtins.findFile [ { prefix = "a"; path = toString ../fixtures; } ] "a/plain.txt"
