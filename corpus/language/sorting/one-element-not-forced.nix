builtins.length (builtins.sort (a: b: true) [ (throw "x") ])
