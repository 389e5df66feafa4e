toString [ (throw "x") ]
