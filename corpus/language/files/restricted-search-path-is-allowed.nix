# nixray: args="--option restrict-eval true -I a=fixtures" as=expression
builtins.readFile <a/plain.txt>
