builtins.toXML { a = 1 + 1; }
