# nixray: args="--option pure-eval true" as=expression
"${/etc/hostname}"
