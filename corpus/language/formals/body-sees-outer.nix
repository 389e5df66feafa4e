let b = 1; in ({ a }: a + b) { a = 2; }
