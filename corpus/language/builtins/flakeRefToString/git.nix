# nixray: features=flakes
builtins.flakeRefToString { type = "git"; url = "https://example.org/r.git"; ref = "main"; }
