builtins.fromTOML "a = x\nb = [1, 2 3]\n[c] d\n[e]\nf 1"
