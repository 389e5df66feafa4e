# nixray: features=dynamic-derivations
builtins ? outputOf
