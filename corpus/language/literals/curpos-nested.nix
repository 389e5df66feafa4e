{
  here = __curPos.line;
  there = __curPos.column;
}
