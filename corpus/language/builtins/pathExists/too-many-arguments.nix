builtins.pathExists ../../fixtures/plain.txt 2
