builtins.head 1.0e30
