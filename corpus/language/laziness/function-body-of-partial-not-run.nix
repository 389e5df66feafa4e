builtins.typeOf ((x: y: throw "body") 1)
