# nixray: print=parse
a: b: c: a + b * c - a / b ++ c // a == b && !c || a -> b
