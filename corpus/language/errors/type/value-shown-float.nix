builtins.head 1.50
