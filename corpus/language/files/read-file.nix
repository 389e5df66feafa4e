builtins.readFile ../fixtures/plain.txt
