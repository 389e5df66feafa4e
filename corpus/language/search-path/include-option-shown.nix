# nixray: args="-I z=/z -I /w"
builtins.nixPath
