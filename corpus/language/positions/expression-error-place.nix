# nixray: as=expression
{ }.a
