# nixray: print=instantiate
{
  first = derivation { name = "${derivation { name = "foo"; system = "x"; builder = "b"; }}"; system = "x"; builder = 1; };
  a = derivation { name = "a"; system = "x"; builder = "b"; outputHash = "short"; outputHashAlgo = "sha1"; };
}
