# nixray: print=strict args="--option max-call-depth 4"
let s = n: if n < 0 then "" else { outPath = "${toString [ (s (n - 1)) ]}"; }; in toString (s 1)
