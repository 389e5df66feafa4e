builtins.seq 1
