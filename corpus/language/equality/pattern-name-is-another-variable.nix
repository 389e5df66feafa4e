let f = args@{ a, ... }: g: [ args ] == [ g ]; x = if true then { a = throw "x"; } else 1; y = if true then x else 1; in builtins.seq x (builtins.seq y (f x y))
