builtins.foldl' (throw "first") (throw "second") (throw "third")
