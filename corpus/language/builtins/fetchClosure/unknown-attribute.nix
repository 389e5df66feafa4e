# nixray: features=fetch-closure
builtins.fetchClosure { foo = 1; }
