builtins.sort (a: b: throw "called") [ 1 ]
