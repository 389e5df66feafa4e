{ a = nope; }.b or 1
