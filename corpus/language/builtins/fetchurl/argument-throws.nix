builtins.fetchurl (throw "first")
