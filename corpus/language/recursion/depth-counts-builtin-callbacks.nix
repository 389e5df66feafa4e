# nixray: args="--option max-call-depth 50"
let f = n: if n == 0 then 0 else builtins.head (map (x: f (n - 1)) [ 1 ]); in f 30
