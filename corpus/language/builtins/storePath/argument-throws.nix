builtins.storePath (throw "first")
