# nixray: as=expression
"${x: x}"
