# nixray: print=xml
[ 1 (throw "x") ]
