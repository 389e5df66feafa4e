"""Lock files of three languages, turned into Nix by a derivation and imported."""
