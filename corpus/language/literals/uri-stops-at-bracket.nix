[ a:b]
