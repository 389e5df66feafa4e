# nixray: args="--option lint-url-literals bogus"
http://a.b
