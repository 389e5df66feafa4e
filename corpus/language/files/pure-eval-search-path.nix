# nixray: args="--option pure-eval true" as=expression env="NIX_PATH=a=$CORPUS/fixtures"
<a/pkg>
