builtins.unsafeGetAttrPos "a" {
  a.b = 1;
  a.c = 2;
}
