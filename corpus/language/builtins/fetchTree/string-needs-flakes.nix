# nixray: features=fetch-tree
builtins.fetchTree "path:/nonexistent"
