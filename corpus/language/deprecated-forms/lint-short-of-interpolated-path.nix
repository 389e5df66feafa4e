# nixray: args="--option lint-short-path-literals warn"
[ a/b ./a a/${"b"} ../x ]
