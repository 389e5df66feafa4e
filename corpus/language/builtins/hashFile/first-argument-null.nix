builtins.hashFile null ../../fixtures/plain.txt
