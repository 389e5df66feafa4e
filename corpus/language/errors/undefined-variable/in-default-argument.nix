({ a ? nope }: a) { a = 1; }
