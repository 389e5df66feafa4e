(builtins.split ",") "a,b"
