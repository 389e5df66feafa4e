throw "${../../fixtures/plain.txt}"
