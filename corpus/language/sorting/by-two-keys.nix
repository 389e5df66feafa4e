builtins.sort (a: b: if a.x == b.x then a.y < b.y else a.x < b.x) [ { x = 1; y = 2; } { x = 0; y = 5; } { x = 1; y = 1; } ]
