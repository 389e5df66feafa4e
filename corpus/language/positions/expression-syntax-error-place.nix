# nixray: as=expression
1 +
