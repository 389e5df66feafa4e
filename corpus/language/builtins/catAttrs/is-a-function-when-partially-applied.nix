builtins.catAttrs "a"
