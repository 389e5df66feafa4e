# nixray: as=stdin
{ }.a
