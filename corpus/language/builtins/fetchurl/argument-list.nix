builtins.fetchurl [ "a" ]
