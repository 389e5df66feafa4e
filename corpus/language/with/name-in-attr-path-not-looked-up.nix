with { a = "b"; }; { b = 1; a = 2; }.a
