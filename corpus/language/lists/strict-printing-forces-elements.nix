[ 1 (throw "e") ]
