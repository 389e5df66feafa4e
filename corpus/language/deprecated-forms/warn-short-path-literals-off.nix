# nixray: args="--option warn-short-path-literals false"
a/b
