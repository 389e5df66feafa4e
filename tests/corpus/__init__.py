"""The language corpus: small Nix programs with the answers that reference Nix gave."""
