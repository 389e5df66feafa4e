# nixray: features=fetch-tree
builtins.fetchTree 1
