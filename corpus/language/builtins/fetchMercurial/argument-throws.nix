builtins.fetchMercurial (throw "first")
