builtins.fetchMercurial { url = "/nonexistent"; foo = 1; }
