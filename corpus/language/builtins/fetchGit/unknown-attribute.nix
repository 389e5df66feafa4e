builtins.fetchGit { url = "/nonexistent"; foo = [ ]; }
