# nixray: args="--option pure-eval abc"
1
