builtins.hashFile (throw "first") ../../fixtures/plain.txt
