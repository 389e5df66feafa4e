builtins.toXML { type = "derivation"; name = "n"; }
