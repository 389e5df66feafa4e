let s = { inherit s; }; in builtins.toJSON s
