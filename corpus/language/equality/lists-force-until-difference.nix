[ 1 2 (throw "x") ] == [ 1 3 (throw "y") ]
