# nixray: print=lazy
let call = f: f 1; r = call (foo: rec { b = 1; foo = b; }); in builtins.seq r r
