"""Flakes: their files, their locks, and their outputs.

`references` (what a user writes), `flake_file` (what a flake.nix says before it is called), `lock_file` (the
graph of locked inputs and its text), `locking` (from a flake to its graph), `outputs` (from the graph to
values, by `call.nix`), `commands` (`nixray flake`).
"""
