"x" + ../fixtures/plain.txt
