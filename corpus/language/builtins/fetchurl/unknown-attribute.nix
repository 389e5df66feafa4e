builtins.fetchurl { url = "http://localhost/"; foo = 1; }
