builtins.unsafeDiscardOutputDependency "a"
