({ a }: a) { a = 1; length = 1; map = 1; }
