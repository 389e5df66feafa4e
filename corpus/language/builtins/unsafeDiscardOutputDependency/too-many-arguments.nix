builtins.unsafeDiscardOutputDependency "a" 2
