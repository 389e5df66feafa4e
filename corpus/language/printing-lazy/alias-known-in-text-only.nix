# nixray: print=lazy
let r = rec { foo = b; b = ./.; }; in builtins.seq "foo" (builtins.seq r [ { b = 1; foo = 1; } r ])
