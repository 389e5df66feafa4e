builtins.sort (a: b: throw "cmp") [ 2 1 ]
