builtins.deepSeq (throw "first") 2
