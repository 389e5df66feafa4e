builtins.readFileType ../../fixtures/plain.txt
