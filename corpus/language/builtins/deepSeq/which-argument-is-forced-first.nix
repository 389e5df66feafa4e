builtins.deepSeq (throw "first") (throw "second")
