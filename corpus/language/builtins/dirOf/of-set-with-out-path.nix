dirOf { outPath = "/a/b"; }
