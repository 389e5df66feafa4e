builtins.head "${../../fixtures/plain.txt}"
