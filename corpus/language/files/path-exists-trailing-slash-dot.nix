[ (builtins.pathExists (toString ../fixtures/plain.txt + "/.")) (builtins.pathExists (toString ../fixtures/dir + "/.")) ]
