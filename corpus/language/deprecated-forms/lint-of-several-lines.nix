# nixray: args="--option lint-url-literals warn"
[ http://a.b http://c.d
 ./x ]
