[ (toString (<nix/fetchurl.nix> + "/x")) (builtins.typeOf (<nix/fetchurl.nix> + "/x")) ]
