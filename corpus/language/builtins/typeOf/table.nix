map builtins.typeOf [ 1 1.5 "a" true null [ ] { } (x: x) map (map (x: x)) /a ]
