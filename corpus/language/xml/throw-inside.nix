builtins.toXML { a = throw "x"; }
