({ a ? 1, foo, bar, ... }: 1) { bar = 1; }
