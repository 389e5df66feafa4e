builtins.isInt (throw "first")
