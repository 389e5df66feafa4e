builtins.readFile ./nonexistent
