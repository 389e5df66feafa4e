builtins.unsafeDiscardOutputDependency [ "a" ]
