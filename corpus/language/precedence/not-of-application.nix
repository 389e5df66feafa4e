let f = x: x; in !f true
