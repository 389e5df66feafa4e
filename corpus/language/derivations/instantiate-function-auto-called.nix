# nixray: print=instantiate
{ name ? "auto" }: derivation { inherit name; system = "s"; builder = "b"; }
