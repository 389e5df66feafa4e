({ a # first
 , b /* second */ }: a + b) { a = 1; b = 2; }
