"""Whole-process measurements of nixray against reference Nix. `python -m benchmarks --help`."""
