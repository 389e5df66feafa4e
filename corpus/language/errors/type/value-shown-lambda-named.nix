let named = x: x; in builtins.head named
