# nixray: print=parse
a: [ ./x/${a}/y /z${a} ]
