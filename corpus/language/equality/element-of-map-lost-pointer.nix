let f = x: x; in (map (y: y) [ f ]) == [ f ]
