import ./x.nix;
