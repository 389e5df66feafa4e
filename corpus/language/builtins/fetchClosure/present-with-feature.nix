# nixray: features=fetch-closure
builtins ? fetchClosure
