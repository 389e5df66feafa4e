# nixray: args="--option max-call-depth 0"
"${{ outPath = "x"; }}"
