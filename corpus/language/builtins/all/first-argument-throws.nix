builtins.all (throw "first") [ 1 ]
