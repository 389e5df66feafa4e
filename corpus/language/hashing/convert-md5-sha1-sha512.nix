map (a: builtins.convertHash { hash = builtins.hashString a "x"; hashAlgo = a; toHashFormat = "nix32"; }) [ "md5" "sha1" "sha512" ]
