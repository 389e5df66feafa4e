# nixray: print=strict args="--option max-call-depth 1"
"${{ __toString = self: "x"; }}"
