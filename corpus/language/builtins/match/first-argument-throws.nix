builtins.match (throw "first") "a"
