builtins.pathExists (toString ../fixtures/dir + "/")
