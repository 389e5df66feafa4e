# nixray: print=lazy
removeAttrs builtins [ "builtins" "currentTime" "nixPath" ]
