{ "if" = throw "if"; "" = throw "empty"; }
