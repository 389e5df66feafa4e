builtins.hasContext "${../fixtures/plain.txt}"
