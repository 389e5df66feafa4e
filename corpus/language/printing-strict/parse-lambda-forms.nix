# nixray: print=parse
[ (a: a) ({ a, b ? 1, ... }: a) (x@{ a }: x) ({ a, ... }@x: x) ({ }: 1) ({ ... }: 1) ]
