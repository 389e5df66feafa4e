# none
builtins.typeOf (builtins.findFile [ { prefix = "a"; path = ../fixtures; } ] "a")
