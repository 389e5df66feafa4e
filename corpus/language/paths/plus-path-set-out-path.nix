/a + { outPath = "/b"; }
