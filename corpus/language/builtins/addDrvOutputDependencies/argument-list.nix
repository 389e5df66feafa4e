builtins.addDrvOutputDependencies [ "a" ]
