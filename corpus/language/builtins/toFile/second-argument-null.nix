builtins.toFile "name" null
