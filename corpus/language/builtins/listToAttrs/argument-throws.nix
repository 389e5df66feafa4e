builtins.listToAttrs (throw "first")
