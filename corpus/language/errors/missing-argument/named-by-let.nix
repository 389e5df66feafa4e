let fn = { a }: a; in fn { }
