builtins.length (builtins.genericClosure { startSet = [ { key = builtins.toFile "a" "b"; } { key = builtins.unsafeDiscardStringContext (builtins.toFile "a" "b"); } ]; operator = x: [ ]; })
