builtins.addDrvOutputDependencies (throw "first")
