builtins.deepSeq [ (throw "first") (throw "second") ] 1
