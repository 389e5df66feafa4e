builtins.stringLength ../../fixtures/plain.txt
