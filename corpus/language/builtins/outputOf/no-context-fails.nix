# nixray: features=dynamic-derivations
builtins.outputOf "/nix/store/0000000000000000000000000000000a-f.drv" "out"
