builtins.convertHash { hash = ""; hashAlgo = "sha256"; toHashFormat = "sri"; }
