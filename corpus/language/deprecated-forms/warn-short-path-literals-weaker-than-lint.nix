# nixray: args="--option warn-short-path-literals true --option lint-short-path-literals ignore"
a/b
