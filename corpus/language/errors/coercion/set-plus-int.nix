{ outPath = "a"; } + 1
