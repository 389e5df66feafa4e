{ ${"${../../fixtures/plain.txt}"} = 1; }
