builtins.concatMap (throw "first") (throw "second")
