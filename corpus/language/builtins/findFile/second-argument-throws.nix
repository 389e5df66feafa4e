builtins.findFile [ { prefix = "x"; path = ../../fixtures; } ] (throw "second")
