builtins.findFile [ { prefix = ""; path = /. + "x \n\n  y \n-"; } ] ""
