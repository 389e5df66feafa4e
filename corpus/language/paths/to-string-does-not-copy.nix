toString ../fixtures/plain.txt
