# nixray: print=lazy
let look = f: builtins.seq f [ f ]; call = f: builtins.seq (f 1) [ f ]; hold = f: [ f ];
    a = look (x: x); b = call (x: x); c = hold (x: x); in builtins.seq a (builtins.seq b (builtins.seq c [ a b c ]))
