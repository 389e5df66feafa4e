let p = { name = "p"; value = if true then { a = 1; } else 1; }; in builtins.toJSON (builtins.listToAttrs [ p p { name = if p == { name = "p"; value = 2; } then "q" else "r"; value = 3; } ])
