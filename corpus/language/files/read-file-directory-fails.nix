builtins.readFile ../fixtures/dir
