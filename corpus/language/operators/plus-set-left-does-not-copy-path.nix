{ outPath = "a"; } + ../fixtures/plain.txt
