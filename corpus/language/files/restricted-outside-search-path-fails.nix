# nixray: args="--option restrict-eval true -I a=fixtures/pkg" as=expression
builtins.readFile ./fixtures/plain.txt
