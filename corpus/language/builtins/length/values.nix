map builtins.length [ [ ] [ 1 ] [ (throw "x") (throw "y") ] ]
