(builtins.mapAttrs (n: v: throw "no") { a = 1; }).${builtins.trace "once" "a"}
