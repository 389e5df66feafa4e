builtins.substring (throw "first") (throw "second") (throw "third")
