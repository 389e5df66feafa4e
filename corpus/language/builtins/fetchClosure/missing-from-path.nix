# nixray: features=fetch-closure
builtins.fetchClosure { fromStore = "https://cache.example.org"; }
