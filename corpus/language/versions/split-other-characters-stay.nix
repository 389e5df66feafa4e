builtins.splitVersion "1.a_b+c/2"
