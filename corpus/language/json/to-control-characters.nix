builtins.toJSON (builtins.fromJSON ''"\u0001\b\f\u001f\u007f"'')
