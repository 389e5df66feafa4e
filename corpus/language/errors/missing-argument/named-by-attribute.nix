{ fn = { a }: a; }.fn { }
