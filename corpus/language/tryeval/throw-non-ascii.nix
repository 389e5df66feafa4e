throw "é€"
