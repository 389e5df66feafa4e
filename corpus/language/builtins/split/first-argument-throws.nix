builtins.split (throw "first") "bab"
