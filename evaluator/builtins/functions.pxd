# Compiled: nixpkgs asks for the arguments of every package. See functions.py.
