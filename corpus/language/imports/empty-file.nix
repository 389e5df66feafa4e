import ../fixtures/empty.txt
