(x: 1) { a = throw "x"; }
