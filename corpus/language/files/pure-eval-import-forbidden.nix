# nixray: args="--option pure-eval true" as=expression
import /etc/hostname
