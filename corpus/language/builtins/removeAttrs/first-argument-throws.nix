builtins.removeAttrs (throw "first") [ "a" ]
