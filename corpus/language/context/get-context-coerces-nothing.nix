builtins.getContext ../fixtures/plain.txt
