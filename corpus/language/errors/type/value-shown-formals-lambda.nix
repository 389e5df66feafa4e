builtins.head ({ a, b ? 1 }@args: a)
