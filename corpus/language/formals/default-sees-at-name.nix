(args@{ a ? args.b, ... }: a) { b = 3; }
