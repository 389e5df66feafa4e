{ a.b = 1; }
  .a
  .x
  .y
