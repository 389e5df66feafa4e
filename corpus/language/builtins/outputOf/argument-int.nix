# nixray: features=dynamic-derivations
builtins.outputOf 1 "out"
