# nixray: features=dynamic-derivations
builtins.outputOf "x" "out"
