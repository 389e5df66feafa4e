builtins.hashFile "md5" ../../fixtures/plain.txt
