builtins.hashFile "x" ../fixtures/plain.txt
