import ../fixtures/plain.txt
