__nope
