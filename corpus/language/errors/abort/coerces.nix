abort { outPath = "x"; }
