let s = { a = 1; inherit s; }; in builtins.head s
