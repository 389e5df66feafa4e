(args@{ a, ... }: a) { b = 1; }
