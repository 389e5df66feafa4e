let { body = { x = 1; }; }.x
