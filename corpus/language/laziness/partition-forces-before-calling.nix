builtins.partition (x: throw "y") [ (throw "x") ]
