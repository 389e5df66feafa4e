{ outPath = "x"; } + ../fixtures/plain.txt
