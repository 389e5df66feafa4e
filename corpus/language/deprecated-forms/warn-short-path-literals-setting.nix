# nixray: args="--option warn-short-path-literals true"
a/b
