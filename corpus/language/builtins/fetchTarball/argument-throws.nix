builtins.fetchTarball (throw "first")
