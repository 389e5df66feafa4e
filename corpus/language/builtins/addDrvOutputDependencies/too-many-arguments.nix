builtins.addDrvOutputDependencies "a" 2
