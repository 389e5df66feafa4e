builtins.unsafeDiscardStringContext [ "a" ]
