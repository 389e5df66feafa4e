let add = { a, b }: a + b; in add { a = 1; }
