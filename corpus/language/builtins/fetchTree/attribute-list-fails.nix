# nixray: features=fetch-tree
builtins.fetchTree { type = "git"; url = [ ]; }
