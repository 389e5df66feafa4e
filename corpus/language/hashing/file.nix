builtins.hashFile "sha256" ../fixtures/plain.txt
