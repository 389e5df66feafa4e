# nixray: args="--option pure-eval true" as=expression
builtins.storePath "/nix/store/0000000000000000000000000000000a-f"
