builtins.stringLength ''a
b''
