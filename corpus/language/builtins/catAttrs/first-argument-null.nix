builtins.catAttrs null [ { a = 1; } ]
