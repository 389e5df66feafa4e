# nixray: features=fetch-tree
builtins.fetchTree { type = "path"; path = "/nonexistent"; }
