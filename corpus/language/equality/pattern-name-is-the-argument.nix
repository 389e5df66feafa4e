let f = args@{ a, ... }: g: [ args ] == [ g ]; x = if true then { a = throw "x"; } else 1; in builtins.seq x (f x x)
