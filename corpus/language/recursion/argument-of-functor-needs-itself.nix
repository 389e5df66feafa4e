let s = { __functor = self: { ... }: 1; }; c = s c; in c
