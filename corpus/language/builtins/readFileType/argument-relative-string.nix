builtins.readFileType "a/b"
