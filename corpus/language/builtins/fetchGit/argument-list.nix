builtins.fetchGit [ "a" ]
