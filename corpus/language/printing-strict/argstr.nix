# nixray: args="--argstr a 1"
{ a }: a
