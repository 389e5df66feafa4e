# nixray: args="--option max-call-depth abc"
1
