# nixray: args="--option restrict-eval true -I a=fixtures" as=expression
import <a/pkg>
