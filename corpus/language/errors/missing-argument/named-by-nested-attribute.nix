{ x.fn = { a }: a; }.x.fn { }
