# nixray: print=lazy
let a = ({ f ? x: x }: builtins.seq (f 1) [ f ]) { }; b = ({ f ? x: x }: [ f ]) { };
in builtins.seq a (builtins.seq b [ a b ])
