builtins.substring 0 11 ../../fixtures/plain.txt
