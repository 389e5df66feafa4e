# nixray: args="--option lint-short-path-literals fatal"
[ ./a ../b ]
