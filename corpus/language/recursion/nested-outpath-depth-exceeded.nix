# nixray: args="--option max-call-depth 1"
"${{ outPath = { outPath = "x"; }; }}"
