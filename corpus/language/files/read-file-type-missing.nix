builtins.readFileType ./nonexistent
