builtins.catAttrs (throw "first") [ { a = 1; } ]
