let __eq = x: y: false; in 1 == 1
