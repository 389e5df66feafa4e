builtins.partition (throw "first") [ 1 ]
