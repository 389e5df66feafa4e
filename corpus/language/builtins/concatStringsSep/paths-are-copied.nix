builtins.concatStringsSep ":" [ ../../fixtures/plain.txt ]
