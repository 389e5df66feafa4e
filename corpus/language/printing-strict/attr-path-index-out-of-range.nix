# nixray: args="-A 3"
[ 0 ]
