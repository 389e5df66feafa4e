derivation {
  name = "n"; system = "s"; builder = "b";
  bad = throw "attribute error";
}
