{ outPath = "/a"; } + "b"
