builtins.stringLength (builtins.readFile ../fixtures/bytes.bin)
