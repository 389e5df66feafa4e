(derivation {
  name = "n"; system = "s"; builder = "b";
  value = { }.a;
}).drvPath
