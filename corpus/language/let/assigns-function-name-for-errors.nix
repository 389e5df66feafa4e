let myFunction = { a }: a; in myFunction { }
