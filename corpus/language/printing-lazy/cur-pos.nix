# nixray: print=lazy
let p = __curPos; in [ p (builtins.seq p.line p) ]
