"""Programs that nobody wrote, run on nixray and on reference Nix: both must say the same."""
