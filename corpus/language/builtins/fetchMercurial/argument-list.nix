builtins.fetchMercurial [ "a" ]
