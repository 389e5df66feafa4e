builtins.elem (throw "needle") [ ]
