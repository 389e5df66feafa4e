builtins.fromJSON "{}{}"
