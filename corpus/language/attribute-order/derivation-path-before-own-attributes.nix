derivation { name = "a"; system = "x"; builder = "b"; src = { a = "${derivation { name = "h"; system = "x"; builder = "b"; }}"; }; }
