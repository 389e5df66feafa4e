builtins.typeOf { inherit map; }.map
