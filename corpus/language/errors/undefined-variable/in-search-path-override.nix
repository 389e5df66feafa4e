let __findFile = nope; in 1
