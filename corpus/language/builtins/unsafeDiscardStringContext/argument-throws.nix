builtins.unsafeDiscardStringContext (throw "first")
