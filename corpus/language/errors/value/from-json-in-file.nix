builtins.fromJSON (builtins.readFile ../../fixtures/plain.txt)
