# nixray: as=expression
__curPos
