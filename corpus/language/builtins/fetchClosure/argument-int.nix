# nixray: features=fetch-closure
builtins.fetchClosure 1
