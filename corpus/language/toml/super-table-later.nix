builtins.fromTOML "[a.b.c]\n[a]\nz = 1"
