builtins.readDir ../fixtures/plain.txt
