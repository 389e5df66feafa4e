builtins.splitVersion "1.2pre3-beta4"
