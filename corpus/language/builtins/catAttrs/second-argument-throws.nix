builtins.catAttrs "a" (throw "second")
