builtins.fromJSON ''"\u0007\u001b"''
