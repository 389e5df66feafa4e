# nixray: print=lazy
# A function in a set shows as one once somebody has looked at it.
let s = { a = x: x; b = x: x; }; in builtins.seq s.a s
