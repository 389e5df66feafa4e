builtins.pathExists (toString ../fixtures/plain.txt + "/")
