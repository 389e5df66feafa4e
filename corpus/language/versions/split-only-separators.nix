builtins.splitVersion ".-."
