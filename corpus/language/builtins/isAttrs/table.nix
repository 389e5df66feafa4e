map builtins.isAttrs [ { } [ ] 1 "a" null (x: x) /a true 1.5 (derivation { name = "n"; system = "s"; builder = "b"; }) ]
