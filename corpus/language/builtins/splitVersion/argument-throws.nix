builtins.splitVersion (throw "first")
