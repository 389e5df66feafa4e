builtins.findFile [ { prefix = "x"; path = ../../fixtures; } ] 1
