{ __toString = self: builtins.trace "called" "a"; } + "b" + "c"
