toString [ "a" (throw "x") ]
