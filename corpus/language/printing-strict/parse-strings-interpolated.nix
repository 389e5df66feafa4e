# nixray: print=parse
a: [ "x${a}y" ''x${a}'' "\n\"\${" "${a}" ]
