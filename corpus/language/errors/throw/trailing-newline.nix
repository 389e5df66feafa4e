throw "ends\n"
