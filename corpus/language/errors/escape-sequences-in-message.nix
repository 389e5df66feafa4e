throw (builtins.fromJSON ''"\u001b[31mred\u001b[0m \u0001 \u007f \r."'')
