builtins.readFileType ../../fixtures/plain.txt 2
