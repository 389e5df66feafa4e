nope 1
