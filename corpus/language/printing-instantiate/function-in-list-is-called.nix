# nixray: print=instantiate
[ ({ n ? "a" }: derivation { name = n; system = "x"; builder = "b"; }) ]
