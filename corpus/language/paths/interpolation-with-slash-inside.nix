/a/${"x/y"}z
