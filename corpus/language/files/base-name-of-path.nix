baseNameOf ../fixtures/plain.txt
