[ (x: x) map (map (x: x)) ]
