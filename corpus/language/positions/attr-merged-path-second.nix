builtins.unsafeGetAttrPos "c" {
  a.b = 1;
  a.c = 2;
}.a
