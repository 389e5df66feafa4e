builtins.hashFile 1 ../../fixtures/plain.txt
