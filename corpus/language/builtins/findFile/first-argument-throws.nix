builtins.findFile (throw "first") "x"
