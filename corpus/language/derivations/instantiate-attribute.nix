# nixray: print=instantiate args="-A a.dev"
{ a = derivation { name = "a"; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; }; }
