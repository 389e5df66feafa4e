# nixray: features=no-url-literals
http://example.org
