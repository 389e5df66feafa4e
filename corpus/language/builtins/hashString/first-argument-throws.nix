builtins.hashString (throw "first") "a"
