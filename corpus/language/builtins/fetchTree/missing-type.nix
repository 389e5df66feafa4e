# nixray: features=fetch-tree
builtins.fetchTree { }
