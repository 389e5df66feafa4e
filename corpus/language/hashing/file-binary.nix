builtins.hashFile "sha1" ../fixtures/nul.bin
