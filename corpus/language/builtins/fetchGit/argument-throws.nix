builtins.fetchGit (throw "first")
