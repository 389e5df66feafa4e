# nixray: print=lazy
(args@{ a, b ? 1 + 1 }: args // { inherit b; }) { a = 2; }
