builtins.unsafeDiscardOutputDependency (throw "first")
