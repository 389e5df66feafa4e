builtins.readDir ../fixtures/dir
