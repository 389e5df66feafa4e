# nixray: as=stdin
__curPos
