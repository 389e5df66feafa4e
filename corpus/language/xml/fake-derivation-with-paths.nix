builtins.toXML { type = "derivation"; drvPath = "/d"; outPath = "/o"; x = 1; }
