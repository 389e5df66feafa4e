with x: x; a
