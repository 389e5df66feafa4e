# nixray: print=lazy
removeAttrs builtins [ "currentTime" "nixPath" ]
