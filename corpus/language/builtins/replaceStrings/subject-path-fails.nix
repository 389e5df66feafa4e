builtins.replaceStrings [ "a" ] [ "b" ] ../../fixtures/plain.txt
