[ ((x: x) == (x: x)) (map == map) ]
