# nixray: args="--option lint-absolute-path-literals fatal"
/a/b
