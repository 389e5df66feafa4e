let f = x: builtins.trace "called" (y: y + x); in assert "${{ __toString = c: builtins.trace "text" ""; }}" == f 1 2; 1
