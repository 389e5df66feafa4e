builtins.toJSON ../fixtures/plain.txt
