{ ${throw "name"} = 1; }.b or 2
