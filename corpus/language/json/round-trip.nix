let v = { a = [ 1 2.5 null true "x" ]; b = { c = { }; d = [ ]; }; }; in builtins.fromJSON (builtins.toJSON v) == v
