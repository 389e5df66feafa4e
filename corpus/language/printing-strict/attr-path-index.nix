# nixray: args="-A 1.x"
[ 0 { x = 5; } ]
