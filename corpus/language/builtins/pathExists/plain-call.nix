builtins.pathExists ../../fixtures/plain.txt
