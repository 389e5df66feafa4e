builtins.readFile ../../fixtures/plain.txt 2
