# nixray: print=lazy
let l = [ (x: x) (y: y) ({ z }: z) ]; in builtins.seq (builtins.elemAt l 1) l
