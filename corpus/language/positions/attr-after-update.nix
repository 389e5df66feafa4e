map (n: (builtins.unsafeGetAttrPos n ({ a = 1; } // { a = 2; b = 3; })).column) [ "a" "b" ]
