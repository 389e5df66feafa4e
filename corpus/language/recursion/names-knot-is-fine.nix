let s = { a = builtins.attrNames s; }; in s
