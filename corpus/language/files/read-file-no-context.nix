builtins.hasContext (builtins.readFile ../fixtures/plain.txt)
