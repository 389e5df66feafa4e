builtins.fetchurl { url = "http://localhost/a"; name = "a b"; sha256 = "0000000000000000000000000000000000000000000000000000"; }
