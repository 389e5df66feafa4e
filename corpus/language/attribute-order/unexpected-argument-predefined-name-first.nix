({ a }: a) { foo = 1; name = 1; a = 1; }
