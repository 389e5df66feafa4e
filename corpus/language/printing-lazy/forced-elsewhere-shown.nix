# nixray: print=lazy
let a = 1 + 1; in builtins.seq a [ a ]
