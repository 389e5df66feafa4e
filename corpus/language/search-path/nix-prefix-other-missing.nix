<nix/other.nix>
