with { __sub = x: y: "no"; }; 3 - 1
