{ type = "derivation"; name = "x"; outPath = "/o"; drvPath = "/d"; }
