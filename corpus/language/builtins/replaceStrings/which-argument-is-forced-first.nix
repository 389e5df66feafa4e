builtins.replaceStrings (throw "first") (throw "second") (throw "third")
