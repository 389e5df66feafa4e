{ a.b = { }; }.${builtins.trace "first" "a"}.b.c.${builtins.trace "last" "d"}
