# nixray: args="--option lint-absolute-path-literals warn"
[ ~/x ~/${"a"} /a/${"b"} /a ]
