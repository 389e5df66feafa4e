builtins.match "[é]+" "é"
