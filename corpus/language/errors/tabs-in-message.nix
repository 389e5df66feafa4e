throw "a	b\tc\n\td"
