builtins.hashFile [ "a" ] ../../fixtures/plain.txt
