# nixray: args="--option lint-url-literals fatal"
http://example.org
