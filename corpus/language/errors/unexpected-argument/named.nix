let fn = { a ? 1 }: a; in fn { b = 1; }
