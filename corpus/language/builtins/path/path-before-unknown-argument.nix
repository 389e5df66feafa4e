builtins.path { unknown = 1; path = throw "path comes first"; }
