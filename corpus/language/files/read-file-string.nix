builtins.readFile (toString ../fixtures/plain.txt)
