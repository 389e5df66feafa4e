# nixray: features=fetch-tree
builtins.fetchTree { type = "nope"; }
