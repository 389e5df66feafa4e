(x: x) /a
