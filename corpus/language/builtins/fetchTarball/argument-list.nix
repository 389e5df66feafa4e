builtins.fetchTarball [ "a" ]
