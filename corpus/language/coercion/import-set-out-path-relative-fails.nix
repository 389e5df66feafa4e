import { outPath = "x"; }
