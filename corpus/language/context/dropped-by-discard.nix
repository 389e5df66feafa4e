builtins.getContext (builtins.unsafeDiscardStringContext (builtins.toFile "a" "b"))
