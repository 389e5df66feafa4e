# nixray: args="--option lint-absolute-path-literals warn"
/a/b
