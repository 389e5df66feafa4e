builtins.substring 0 2 (throw "third")
