# nixray: args="--option lint-url-literals warn"
http://example.org
