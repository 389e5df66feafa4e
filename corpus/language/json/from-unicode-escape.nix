builtins.fromJSON ''"\u00e9\u20ac"''
