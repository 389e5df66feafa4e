# nixray: print=xml-positions
{
  a = 1;
  f = { x, y ? 2 }: x;
  b.c = [ ];
}
