builtins.unsafeDiscardStringContext "a" 2
