"${../fixtures/plain.txt}"
